//! For loops that users write themselves: the steps as typed values in, their decisions and results as facts
//! out. Pure.

use super::decide::{fact, find};
use super::{State, StepStatus};
use crate::agent::{Agent, Answer, DecodeError, Next};
use crate::event::{CallFailed, CallReturned, Does, Fact, Time};
use crate::tool::{Failure, FailureKind, ToolOutput};

/// The steps that wait to be carried out, with their call numbers, in order: match on them.
///
/// A final answer is among them, although nothing is left to do for it. So are calls whose gate nobody has
/// looked at: append [`CallStarted`](crate::event::CallStarted) before a call runs, which is refused until it may.
///
/// # Errors
/// If a step is another agent's, or is not in this program any more.
pub fn chosen_steps<A: Agent>(state: &State) -> Result<Vec<(u64, A)>, DecodeError> {
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
    .map(|step| {
        let index = find(A::table(), step)?;
        Ok((step.call, (A::STEPS[index].decode)(&step.arguments)?))
    })
    .collect()
}

/// What the loop decided, as the fact to append: the model's turn, steps of its own choice, a pause or
/// an end.
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
    match encoded {
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
