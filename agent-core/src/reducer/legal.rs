//! Which fact may follow which state: what no log may say, whoever writes it.
//!
//! Owns the rules that keep a call from running twice, ungated, or being forgotten. Changes nothing.

use super::{Item, OpenStep, Phase, State, StepStatus, approval_hash};
use crate::contract::{Class, Gate};
use crate::event::{CallGated, Chooser, Does, EventRange, StepsChosen, View};

/// Why a fact cannot follow.
pub(super) type Illegal = Result<(), &'static str>;

/// A decision puts the batch away, so nothing of it may be open.
pub(super) fn decision(state: &State) -> Illegal {
    match &state.progress.phase {
        Phase::Settling(batch) if batch.iter().all(Item::is_settled) => Ok(()),
        Phase::Settling(_) => Err("a step of the batch is still open"),
        Phase::Paused | Phase::Asking | Phase::Replied(_) | Phase::Finished | Phase::Cancelled => {
            Err("there is no batch to decide about")
        }
    }
}

/// The model must have been asked.
pub(super) fn asking(state: &State) -> Illegal {
    if state.progress.stuck.is_some() {
        return Err("a person's help is awaited");
    }
    match &state.progress.phase {
        Phase::Asking => Ok(()),
        Phase::Paused
        | Phase::Replied(_)
        | Phase::Settling(_)
        | Phase::Finished
        | Phase::Cancelled => Err("it was not the model's turn"),
    }
}

/// What is pinned must be there.
pub(super) fn pin(state: &State, events: EventRange) -> Illegal {
    if events.first == 0 || events.first > events.last || events.last > state.progress.events {
        return Err("there are no such events");
    }
    Ok(())
}

/// What is shown and what is left out must be there, and no event may be shown before an older one.
pub(super) fn view(state: &State, view: &View) -> Illegal {
    pin(state, EventRange::one(view.from))?;
    for range in view.kept.iter().chain(&view.without) {
        pin(state, *range)?;
    }
    if view.kept.is_sorted_by_key(|range| range.first) {
        Ok(())
    } else {
        Err("the events that are kept are out of order")
    }
}

/// There must be a reply that nobody has read.
pub(super) fn reply(state: &State) -> Illegal {
    match &state.progress.phase {
        Phase::Replied(_) => Ok(()),
        Phase::Paused | Phase::Asking | Phase::Settling(_) | Phase::Finished | Phase::Cancelled => {
            Err("there is no reply of the model's to read")
        }
    }
}

/// Steps come from a reply or from the flow, and their numbers name them for good.
pub(super) fn steps(state: &State, fact: &StepsChosen) -> Illegal {
    match fact.by {
        Chooser::Model => reply(state)?,
        Chooser::Flow | Chooser::Fallback => decision(state)?,
        Chooser::Prefetch => prefetch(state, fact)?,
    }
    if fact.steps.is_empty() {
        // An empty batch settles at once and counts as no step: a thread could turn for ever.
        return Err("no step was chosen");
    }
    let first = state.progress.calls + 1;
    if fact
        .steps
        .iter()
        .map(|step| step.call)
        .eq(first..first + fact.steps.len() as u64)
    {
        Ok(())
    } else {
        Err("the calls' numbers do not follow those before")
    }
}

/// Before the model is asked, once; nobody has decided on the calls, so they may only read, ungated.
fn prefetch(state: &State, fact: &StepsChosen) -> Illegal {
    decision(state)?;
    if state.progress.prefetched || state.progress.asked > 0 {
        return Err("the time to prefetch is over");
    }
    let harmless = |does: Does| match does {
        Does::Call { class, gate, .. } => class == Class::Read && gate == Gate::Open,
        Does::Ask | Does::Wait { .. } | Does::Finish => false,
    };
    if fact.steps.iter().all(|step| harmless(step.does)) {
        Ok(())
    } else {
        Err("only calls that read, ungated, may be prefetched")
    }
}

/// A gate speaks of what would run, and one that always asks cannot have been silent.
pub(super) fn gate(step: &OpenStep, fact: &CallGated) -> Illegal {
    if step.status != StepStatus::Chosen {
        return Err("the gate was looked at before");
    }
    match step.does {
        Does::Call {
            gate: Gate::Always, ..
        } if !fact.ask => return Err("this gate always asks"),
        Does::Call { .. } => {}
        Does::Ask | Does::Wait { .. } | Does::Finish => return Err("the step has no gate"),
    }
    if fact.sha256 == approval_hash(&step.step, step.version, &step.arguments) {
        Ok(())
    } else {
        Err("the hash is not that of the call's arguments")
    }
}

/// A gate must have been looked at, a person must have said yes where it asked for one, and what must
/// not run twice must not have started.
pub(super) fn start(step: &OpenStep) -> Illegal {
    match (&step.status, step.does) {
        (
            StepStatus::Chosen,
            Does::Call {
                gate: Gate::Open, ..
            },
        )
        | (StepStatus::Ready(_) | StepStatus::Resting { .. }, Does::Call { .. }) => Ok(()),
        (StepStatus::Running(_), Does::Call { class, .. }) if class.may_run_again() => Ok(()),
        _ => Err("the call was not free to run"),
    }
}

/// A judge sees a call before its first attempt, and once.
pub(super) fn judgement(step: &OpenStep) -> Illegal {
    match (&step.status, step.does) {
        _ if step.judged => Err("the call was judged before"),
        (StepStatus::Chosen | StepStatus::Ready(1), Does::Call { .. }) => Ok(()),
        _ => Err("the call does not wait for a judge"),
    }
}

/// Only a call that runs has a result.
pub(super) fn result(step: &OpenStep) -> Illegal {
    waits_for_this(matches!(
        (&step.status, step.does),
        (
            StepStatus::Running(_) | StepStatus::Told(..),
            Does::Call { .. }
        )
    ))
}

/// A call may fail before it runs: it was denied, or nobody was to run it.
pub(super) fn failure(step: &OpenStep) -> Illegal {
    let settled = matches!(
        step.status,
        StepStatus::Settled(_) | StepStatus::Summarizing(_)
    );
    waits_for_this(!settled && matches!(step.does, Does::Call { .. }))
}

/// What a person says answers a question, never a call.
pub(super) fn answer(step: &OpenStep) -> Illegal {
    waits_for_this(step.status == StepStatus::Chosen && step.does == Does::Ask)
}

/// A time or an event ends a wait, never a call.
pub(super) fn wake(step: &OpenStep) -> Illegal {
    let waits = matches!(step.does, Does::Wait { .. });
    waits_for_this(step.status == StepStatus::Chosen && waits)
}

const fn waits_for_this(fits: bool) -> Illegal {
    if fits {
        Ok(())
    } else {
        Err("the step does not wait for this")
    }
}

/// How far a step has come in a copy of its thread. The copy's calls are its own: an approval was for
/// one call, and an attempt under another thread's key may have taken effect, unless it only reads.
pub(super) fn in_fork(step: &OpenStep) -> StepStatus {
    let reads = matches!(
        step.does,
        Does::Call {
            class: Class::Read,
            ..
        }
    );
    match &step.status {
        StepStatus::Running(attempt) if !reads => StepStatus::Lost(*attempt),
        // The thread of the agent that carries it out is the original's.
        StepStatus::Asks(_) | StepStatus::Told(..) => StepStatus::Lost(1),
        StepStatus::Ready(attempt) if !reads && *attempt > 1 => StepStatus::Lost(attempt - 1),
        StepStatus::Resting { attempt, .. } if !reads => StepStatus::Lost(attempt - 1),
        StepStatus::Ready(_) | StepStatus::Resting { .. } | StepStatus::Running(_) => {
            StepStatus::Chosen
        }
        status @ (StepStatus::Chosen
        | StepStatus::AwaitingApproval(_)
        | StepStatus::Lost(_)
        | StepStatus::Summarizing(_)
        | StepStatus::Settled(_)) => status.clone(),
    }
}
