//! What the state asks for.

use super::{Effect, Item, OpenStep, Phase, State, StepStatus};
use crate::contract::Gate;
use crate::event::{Does, SubWait};

/// What to do next, in call order. Depends on nothing but the state: to resume is to load and ask again.
#[must_use]
pub fn pending(state: &State) -> Vec<Effect> {
    if state.progress.stopped.is_some() {
        return Vec::new();
    }
    if state.progress.stuck.is_some() {
        return vec![Effect::AskHelp];
    }
    match &state.progress.phase {
        Phase::Asking => vec![ask_model(state)],
        Phase::Replied(_) => vec![Effect::ReadReply],
        Phase::Settling(batch) => settling(state, batch),
        Phase::Paused | Phase::Finished | Phase::Cancelled => Vec::new(),
    }
}

fn ask_model(state: &State) -> Effect {
    let progress = &state.progress;
    match progress.limit_reached() {
        Some(limit) => Effect::Stop(limit),
        None if progress.troubles.too_much(&progress.limits).is_some() => Effect::GetStuck,
        None => Effect::AskModel,
    }
}

/// A flow that goes from step to step without a call or a model must reach a bound too.
fn ask_flow(state: &State) -> Effect {
    state
        .progress
        .over_steps()
        .map_or(Effect::AskFlow, Effect::Stop)
}

fn settling(state: &State, batch: &[Item]) -> Vec<Effect> {
    if batch.iter().all(Item::is_settled) {
        return vec![ask_flow(state)];
    }
    let mut effects = Vec::new();
    let mut lane = Lane::default();
    for step in batch.iter().filter_map(Item::step) {
        if let Some(effect) = step_effect(step, &mut lane) {
            effects.push(effect);
        }
    }
    bounded(state, effects)
}

/// Past the bounds on steps and time nothing new runs; what has started or waits for a person is left to settle.
fn bounded(state: &State, mut effects: Vec<Effect>) -> Vec<Effect> {
    let Some(limit) = state.progress.forbids_calls() else {
        return effects;
    };
    effects.retain(|effect| !matches!(effect, Effect::RunCall { .. } | Effect::RetryCall { .. }));
    if effects.is_empty() {
        effects.push(Effect::Stop(limit));
    }
    effects
}

/// Which calls may run beside each other: concurrent ones share the lane, any other has it alone.
#[derive(Default)]
struct Lane {
    concurrent: bool,
    alone: bool,
}

impl Lane {
    /// Takes a place in the lane, if there is one.
    fn enter(&mut self, concurrent: bool) -> bool {
        let free = !self.alone && (concurrent || !self.concurrent);
        self.concurrent |= concurrent;
        self.alone |= !concurrent;
        free
    }
}

fn step_effect(step: &OpenStep, lane: &mut Lane) -> Option<Effect> {
    let call = step.call;
    match (&step.status, step.does) {
        (StepStatus::Settled(_), _) | (StepStatus::Chosen, Does::Finish) => None,
        (StepStatus::AwaitingApproval(_), _) => Some(Effect::AskApproval { call }),
        (StepStatus::Lost(_), _) => Some(Effect::AskVerdict { call }),
        (StepStatus::Chosen, Does::Ask) => Some(Effect::AskQuestion { call }),
        (StepStatus::Chosen, Does::Wait { until }) => Some(Effect::Wait { call, until }),
        (StepStatus::Chosen, Does::Call { gate, .. }) if gate != Gate::Open => {
            Some(Effect::LookAtGate { call })
        }
        (StepStatus::Chosen, does @ Does::Call { .. }) => run(step, does, 1, lane),
        (StepStatus::Ready(attempt), does) => run(step, does, *attempt, lane),
        (&StepStatus::Resting { attempt, due }, does) => {
            let free = lane.enter(is_concurrent(does));
            free.then_some(Effect::RetryCall { call, attempt, due })
        }
        (StepStatus::Summarizing(_), _) => Some(Effect::SummarizeResult { call }),
        (StepStatus::Running(_) | StepStatus::Told(..), does) => {
            lane.enter(is_concurrent(does));
            Some(Effect::RecoverCall { call })
        }
        (StepStatus::Asks(ask), does) => {
            lane.enter(is_concurrent(does));
            Some(asks(call, &ask.innermost().what))
        }
    }
}

/// What the agent that carries a call out waits for, this thread waits for.
const fn asks(call: u64, what: &SubWait) -> Effect {
    match what {
        SubWait::Approval { .. } => Effect::AskApproval { call },
        SubWait::Verdict { .. } => Effect::AskVerdict { call },
        SubWait::Wake { until } => Effect::Wait {
            call,
            until: *until,
        },
        SubWait::Answer | SubWait::Help { .. } | SubWait::Below(_) => Effect::AskQuestion { call },
    }
}

fn run(step: &OpenStep, does: Does, attempt: u32, lane: &mut Lane) -> Option<Effect> {
    let call = step.call;
    lane.enter(is_concurrent(does))
        .then_some(Effect::RunCall { call, attempt })
}

const fn is_concurrent(does: Does) -> bool {
    match does {
        Does::Call { concurrent, .. } => concurrent,
        Does::Ask | Does::Wait { .. } | Does::Finish => true,
    }
}
