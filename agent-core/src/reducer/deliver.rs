//! Named events for the steps that wait for them.

use super::{Item, OpenStep, State, StepStatus, asking};
use crate::agent::{StepKind, StepSpec};
use crate::event::{Does, Fact, WaitEnded};

/// The facts that end the waits for this event; `data` is JSON text. Empty if no step waits for it.
#[must_use]
pub fn deliver(state: &State, event: &str, data: &str) -> Vec<Fact> {
    let steps = state.batch().iter().filter_map(Item::step);
    steps
        .filter(|step| waits_for(state, step, event))
        .map(|step| {
            Fact::WaitEnded(WaitEnded {
                call: step.call,
                data: Some(data.to_owned()),
            })
        })
        .collect()
}

fn waits_for(state: &State, step: &OpenStep, event: &str) -> bool {
    if let StepStatus::Asks(ask) = &step.status {
        let asking = asking(state.table, step, ask);
        return asking.is_some_and(|(spec, _)| is_named(spec, event));
    }
    let waiting = step.status == StepStatus::Chosen && matches!(step.does, Does::Wait { .. });
    let spec = state.table.find(&step.step, step.version);
    waiting && spec.is_some_and(|index| is_named(state.table.step(index), event))
}

fn is_named(spec: &StepSpec, event: &str) -> bool {
    match &spec.kind {
        StepKind::Wait(wait) => wait.event == Some(event),
        StepKind::Tool(_) | StepKind::Ask(_) | StepKind::Done => false,
    }
}
