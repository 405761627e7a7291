//! An agent: an enum of steps, the state it folds, and the flow that decides what follows.
//!
//! Owns the traits that `#[agent]` implements and the table that keeps the user's types at the rim,
//! so that the core compiles once. Knows nothing of events, models or stores.

mod dependencies;
#[doc(hidden)]
pub mod expansion;
mod field;
mod flow;
mod manifest;
mod next;
mod pin_check;
mod profile_check;
mod prompt_check;
mod secrets;
mod shown_state;
mod spec;
mod step;
mod sub;
mod table;
mod toolset;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::schema::ShapeRef;

pub use dependencies::DependencyError;
pub(crate) use field::keys_to;
pub use flow::{DefaultFlow, Flow, FlowOf};
pub use manifest::manifest;
pub use next::{IntoStep, Next, NextKind};
pub(crate) use secrets::Secrets;
pub use shown_state::ShownState;
pub use spec::{
    AgentSpec, Limits, Prefetch, Question, StepKind, StepSpec, Urgency, Wait, WhenStuck,
};
#[doc(hidden)]
pub use step::{Alone, Borrows, Held, NoTool};
pub use step::{
    Answer, AskFn, Choice, DecodeError, JsonField, ModelFailure, ModelFailureKind, RunFn, Start,
    StepFns, Woke,
};
pub(crate) use table::Business;
pub use table::{Decision, Settled, Table};
pub use toolset::{Toolset, ToolsetError, ToolsetReason};

/// An enum of what the model may decide next, made by `#[agent]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an agent",
    label = "expected an enum of steps",
    note = "write `#[agent_core::agent]` on the enum `{Self}`"
)]
pub trait Agent: Sized + Send + Sync + 'static {
    /// The business state, folded from outcomes.
    type State: State<Self> + Kept;

    /// What the tools borrow.
    type Deps: Send + Sync + 'static;

    /// What became of a step, with typed results.
    type Outcome: 'static;

    /// Names, docs, shapes and limits.
    const SPEC: &'static AgentSpec;

    /// How each step is read, run and turned into an outcome; in the order of `SPEC.steps`.
    const STEPS: &'static [StepFns<Self>];

    /// The flow: the user's `impl Flow`, or the default one.
    const FLOW: FlowOf<Self>;

    /// The same facts and functions with the user's types erased.
    fn table() -> &'static Table;

    /// The step's number in `SPEC.steps` and its arguments as JSON.
    ///
    /// # Errors
    /// If an argument cannot be written as JSON.
    fn encode(&self) -> Result<Choice, serde_json::Error>;

    /// What the agent may end with: its `#[done]` steps.
    type Done: 'static;

    /// The shape of such an answer, as an object with the step's name as its only key.
    const DONE_SHAPE: ShapeRef;

    /// The step as an answer, if it is one.
    const DONE: fn(Self) -> Option<Self::Done>;

    /// Makes the outcome of a message that started the agent or set it going again.
    const STARTED: fn(Start) -> Self::Outcome;

    /// Makes the outcome of a model that failed for good.
    const FAILED: fn(ModelFailure) -> Self::Outcome;

    /// The outcome of a message that started the agent or set it going again.
    #[must_use]
    fn started(start: Start) -> Self::Outcome {
        (Self::STARTED)(start)
    }

    /// The outcome of a model that failed for good.
    #[must_use]
    fn failed(failure: ModelFailure) -> Self::Outcome {
        (Self::FAILED)(failure)
    }
}

/// Business state: a fold over outcomes, read from a thread by
/// [`thread.state().business()`](crate::reducer::State::business). `A` is a parameter, so one state may serve several agents.
///
/// ```
/// # use agent_core::agent::{Agent, State};
/// # fn example<A: Agent>() {
/// // `()` is a state for agents that need none.
/// fn is_state<A: Agent, S: State<A>>() {}
/// is_state::<A, ()>();
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the state of `{A}`",
    label = "the agent's state is folded from its outcomes",
    note = "write `impl State<{A}> for {Self}` with `fn apply(&mut self, outcome: &…)`, and `#[agent_core::data]` on `{Self}`"
)]
pub trait State<A: Agent>: Send + Sync + 'static {
    /// Takes in one outcome. Must be pure: no clock, no randomness, no I/O.
    fn apply(&mut self, outcome: &A::Outcome);

    /// What the model is shown of the state, behind all else in each request, so that what changes here moves nothing
    /// before it. Nothing unless told otherwise. Must be pure, as [`apply`](Self::apply).
    ///
    /// ```
    /// use agent_core::agent::ShownState;
    /// use agent_core::prelude::*;
    ///
    /// /// A clerk.
    /// #[agent(state = Desk)]
    /// enum Clerk {
    ///     /// Ask the reader.
    ///     #[ask]
    ///     Ask { question: String },
    ///     /// Answer the reader.
    ///     #[done]
    ///     Reply { message: String },
    /// }
    ///
    /// #[agent_core::data]
    /// #[derive(Default)]
    /// struct Desk {
    ///     asked: Vec<String>,
    /// }
    ///
    /// impl State<Clerk> for Desk {
    ///     fn apply(&mut self, outcome: &ClerkOutcome) {
    ///         if let ClerkOutcome::Ask { question, .. } = outcome {
    ///             self.asked.push(question.clone());
    ///         }
    ///     }
    ///
    ///     fn shown(&self) -> ShownState {
    ///         ShownState::new().field("questions_asked", &self.asked.len())
    ///     }
    /// }
    /// ```
    fn shown(&self) -> ShownState {
        ShownState::new()
    }
}

impl<A: Agent> State<A> for () {
    fn apply(&mut self, _outcome: &A::Outcome) {}
}

/// A state that can be written to the log and read back: anything that serde can write and read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in the log",
    label = "the agent's state is written to the log and read back",
    note = "write `#[agent_core::data]` on `{Self}`"
)]
pub trait Kept: Sized {
    /// The state as JSON text.
    ///
    /// # Errors
    /// What serde says.
    fn to_json(&self) -> Result<String, serde_json::Error>;

    /// Reads the state back.
    ///
    /// # Errors
    /// What serde says.
    fn from_json(text: &str) -> Result<Self, serde_json::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Kept for T {
    fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
