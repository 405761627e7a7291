//! For loops that users write themselves: the steps as typed values in, their decisions and results as facts
//! out. Pure.

use std::sync::Arc;

use super::decide::{fact, find};
use super::{OpenStep, State, StepStatus};
use crate::agent::{Agent, Answer, DecodeError, Next, Prefetch, RunFn};
use crate::event::{CallFailed, CallReturned, Does, Fact, Time};
use crate::future::BoxFuture;
use crate::tool::{ArgumentError, CallContext, Failure, FailureKind, ToolOutput};

/// The steps that wait to be carried out, with their call numbers, in order: match on them.
///
/// A final answer is among them, although nothing is left to do for it. So are calls whose gate nobody has
/// looked at: append [`CallStarted`](crate::event::CallStarted) before a call runs, which is refused until it may.
/// Calls of tools that are only prefetched have no step: see [`calls_without_step`].
///
/// # Errors
/// If a step is another agent's, or is not in this program any more.
pub fn chosen_steps<A: Agent>(state: &State) -> Result<Vec<(u64, A)>, DecodeError> {
    let mut steps = Vec::new();
    for (step, index) in to_do::<A>(state)? {
        if A::SPEC.steps[index].prefetch != Prefetch::Only {
            steps.push((step.call, (A::STEPS[index].decode)(&step.arguments)?));
        }
    }
    Ok(steps)
}

/// The calls that wait to be carried out and have no step, because the agent's enum has none for tools that are
/// [only prefetched](Prefetch::Only).
///
/// # Errors
/// If a step is another agent's, or is not in this program any more.
pub fn calls_without_step<A: Agent>(
    state: &State,
) -> Result<Vec<PrefetchedCall<A::Deps>>, DecodeError> {
    let mut calls = Vec::new();
    for (step, index) in to_do::<A>(state)? {
        if let (Prefetch::Only, Some(run)) = (A::SPEC.steps[index].prefetch, A::STEPS[index].run) {
            calls.push(PrefetchedCall {
                call: step.call,
                run,
                arguments: step.arguments.clone(),
            });
        }
    }
    Ok(calls)
}

/// The call of a tool that is only prefetched.
pub struct PrefetchedCall<D> {
    /// The call's number.
    pub call: u64,
    run: RunFn<D>,
    arguments: String,
}

impl<D> PrefetchedCall<D> {
    /// The call's future, whose value is the result as JSON text; [`returned_json`] makes a fact of it.
    ///
    /// # Errors
    /// If the arguments do not read.
    pub fn run(
        self,
        deps: Arc<D>,
        cx: CallContext,
    ) -> Result<BoxFuture<'static, Result<String, Failure>>, ArgumentError> {
        (self.run)(&self.arguments, deps, cx)
    }
}

/// The steps of the batch that wait to be carried out, with their numbers in the agent's list.
fn to_do<A: Agent>(state: &State) -> Result<Vec<(&OpenStep, usize)>, DecodeError> {
    let open = state.batch().iter().filter_map(super::Item::step);
    open.filter(|step| match step.status {
        StepStatus::Settled(Answer::Nothing) => step.does == Does::Finish,
        StepStatus::Settled(_) | StepStatus::Summarizing(_) => false,
        StepStatus::Chosen
        | StepStatus::AwaitingApproval(_)
        | StepStatus::Ready(_)
        | StepStatus::Resting { .. }
        | StepStatus::Running(_)
        | StepStatus::Lost(_)
        | StepStatus::Asks(_)
        | StepStatus::Told(..) => true,
    })
    .map(|step| Ok((step, find(A::table(), step)?)))
    .collect()
}

/// What the loop decided, as the fact to append: the model's turn, steps of its own choice, a pause or
/// an end. The tools that the agent prefetches are steps that come before the model's first turn.
///
/// # Errors
/// If a step cannot be written as JSON.
pub fn chose<A: Agent>(state: &State, next: Next<A>, at: Time) -> Result<Fact, DecodeError> {
    Ok(fact(state, at, crate::agent::Decision::of(next)?))
}

/// What a call gave, as the fact to append. A call that failed is not tried again by this fact.
#[must_use]
pub fn returned<O: ToolOutput>(call: u64, ms: u64, result: &Result<O, Failure>) -> Fact {
    let encoded = result.as_ref().map_err(Clone::clone).and_then(|output| {
        output
            .to_json()
            .map_err(|reason| Failure::new(FailureKind::Error, reason))
    });
    returned_json(call, ms, encoded)
}

/// As [`returned`], of a result that is JSON text already.
#[must_use]
pub fn returned_json(call: u64, ms: u64, result: Result<String, Failure>) -> Fact {
    match result {
        Ok(value) => Fact::CallReturned(CallReturned {
            call,
            ms,
            summarize: false,
            used: None,
            value,
        }),
        Err(failure) => Fact::CallFailed(CallFailed::new(call, ms, failure)),
    }
}
