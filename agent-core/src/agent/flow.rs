//! The control flow: the user's own, or the default one.

use std::marker::PhantomData;

use super::{Agent, Next};

/// The user's control flow. Optional: without an `impl Flow` the default flow applies, which asks the
/// model after every outcome, finishes after a final answer and stops when the model fails.
pub trait Flow: Agent {
    /// What follows one outcome. Called once per outcome, in call order, after the whole batch has settled.
    /// Must be pure: no clock, no randomness, no I/O.
    fn next(outcome: Self::Outcome, state: &Self::State) -> Next<Self>;

    /// What follows a whole batch: by default the merge of [`next`](Self::next) over its outcomes.
    fn settled(batch: Vec<Self::Outcome>, state: &Self::State) -> Next<Self> {
        merge(batch, state, Self::next)
    }
}

/// The flow of an agent, as a function.
pub type FlowOf<A> = fn(Vec<<A as Agent>::Outcome>, &<A as Agent>::State) -> Next<A>;

/// Finds the flow of `A` at compile time: an inherent constant, which exists only for `A: Flow`, is
/// preferred to the constant of the trait [`DefaultFlow`].
#[doc(hidden)]
pub struct Probe<A>(PhantomData<A>);

impl<A: Flow> Probe<A> {
    /// The user's flow.
    pub const FLOW: FlowOf<A> = A::settled;
}

/// What an agent does where its user wrote no flow; `#[agent]` implements it.
pub trait DefaultFlow: Agent {
    /// What follows one outcome.
    fn default_next(outcome: &Self::Outcome) -> Next<Self>;
}

/// The constant that [`Probe`]'s own shadows.
#[doc(hidden)]
pub trait ProbeDefault<A: DefaultFlow> {
    /// The default flow.
    const FLOW: FlowOf<A> =
        |batch, state| merge(batch, state, |outcome, _| A::default_next(&outcome));
}

impl<A: DefaultFlow> ProbeDefault<A> for Probe<A> {}

fn merge<A: Agent>(
    batch: Vec<A::Outcome>,
    state: &A::State,
    next: fn(A::Outcome, &A::State) -> Next<A>,
) -> Next<A> {
    batch
        .into_iter()
        .map(|outcome| next(outcome, state))
        .reduce(Next::merge)
        .unwrap_or_else(Next::ask_model)
}
