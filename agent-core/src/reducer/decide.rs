//! The pure question between a settled batch and what follows: what does the flow want.

use serde::Deserialize;

use super::{Item, OpenStep, State, StepStatus};
use crate::agent::{
    Answer, Choice, Decision, DecodeError, NextKind, Settled, StepKind, StepSpec, Table,
};
use crate::event::{
    Chooser, ChosenStep, Does, Fact, FlowChoice, FlowChosen, StepsChosen, StopReason, Stopped, Time,
};
use crate::parse::Repair;

/// Asks the flow what follows the settled batch, and puts its answer into a fact. Where the model is asked for the first
/// time, the tools that the agent prefetches come before.
///
/// # Errors
/// If the program's types do not read what the log holds.
pub fn decide(state: &State, at: Time) -> Result<Fact, DecodeError> {
    let business = state
        .business
        .as_ref()
        .ok_or_else(|| DecodeError::new("state", "the thread has not started"))?;
    let settled: Vec<Settled<'_>> = state
        .batch()
        .iter()
        .map(|item| settled(state.table, item))
        .collect::<Result<_, _>>()?;
    Ok(fact(state, at, (state.table.next)(&settled, business)?))
}

/// A decision as the fact to append.
pub(super) fn fact(state: &State, at: Time, decision: Decision) -> Fact {
    let Decision {
        next,
        steps: choices,
        collapsed,
    } = decision;
    match next {
        NextKind::AskModel => ask_model(state, at),
        NextKind::Wait => flow_chosen(FlowChoice::Wait),
        NextKind::Finish => Fact::Finished,
        NextKind::Stop(reason) => Fact::Stopped(Stopped {
            reason: StopReason::Flow(reason),
        }),
        NextKind::Go => steps(state, at, Chooser::Flow, choices, collapsed),
        NextKind::Fallback => steps(state, at, Chooser::Fallback, choices, collapsed),
    }
}

/// The model's turn, which begins with what is prefetched for it.
fn ask_model(state: &State, at: Time) -> Fact {
    let choices: Vec<Choice> = state
        .to_prefetch()
        .into_iter()
        .map(without_arguments)
        .collect();
    if choices.is_empty() {
        return flow_chosen(FlowChoice::AskModel);
    }
    steps(state, at, Chooser::Prefetch, choices, 0)
}

fn without_arguments(index: usize) -> Choice {
    let arguments = "{}".to_owned();
    Choice { index, arguments }
}

fn flow_chosen(next: FlowChoice) -> Fact {
    Fact::FlowChosen(FlowChosen { next })
}

fn settled<'a>(table: &Table, item: &'a Item) -> Result<Settled<'a>, DecodeError> {
    match item {
        Item::Message(text) => Ok(Settled::Started(text)),
        Item::Failed(failure) => Ok(Settled::Failed(failure)),
        Item::Step(step) => Ok(Settled::Step {
            index: find(table, step)?,
            arguments: &step.arguments,
            answer: answer(step)?,
        }),
    }
}

fn answer(step: &OpenStep) -> Result<&Answer, DecodeError> {
    match &step.status {
        StepStatus::Settled(answer) => Ok(answer),
        StepStatus::Chosen
        | StepStatus::AwaitingApproval(_)
        | StepStatus::Ready(_)
        | StepStatus::Resting { .. }
        | StepStatus::Running(_)
        | StepStatus::Summarizing(_)
        | StepStatus::Lost(_)
        | StepStatus::Asks(_)
        | StepStatus::Told(..) => Err(DecodeError::new(
            format!("call {}", step.call),
            "it has not settled",
        )),
    }
}

pub(super) fn find(table: &Table, step: &OpenStep) -> Result<usize, DecodeError> {
    table.find(&step.step, step.version).ok_or_else(|| {
        let what = format!("step `{}` version {}", step.step, step.version);
        DecodeError::new(what, "it is not in this program")
    })
}

fn steps(state: &State, at: Time, by: Chooser, choices: Vec<Choice>, collapsed: u32) -> Fact {
    let first = state.progress.calls + 1;
    let steps = choices
        .into_iter()
        .zip(first..)
        .map(|(choice, call)| {
            let spec = state.table.step(choice.index);
            chosen(spec, call, String::new(), choice.arguments, Vec::new(), at)
        })
        .collect();
    Fact::StepsChosen(StepsChosen {
        by,
        collapsed: u64::from(collapsed),
        steps,
    })
}

pub(super) fn chosen(
    spec: &StepSpec,
    call: u64,
    id: String,
    arguments: String,
    repairs: Vec<Repair>,
    at: Time,
) -> ChosenStep {
    ChosenStep {
        call,
        step: spec.name.to_owned(),
        version: spec.version,
        id,
        does: does(&spec.kind, &arguments, at),
        repairs,
        arguments,
    }
}

fn does(kind: &StepKind, arguments: &str, at: Time) -> Does {
    match kind {
        StepKind::Tool(contract) => Does::Call {
            class: contract.class,
            gate: contract.gate,
            concurrent: contract.concurrent,
        },
        StepKind::Ask(_) => Does::Ask,
        StepKind::Done => Does::Finish,
        StepKind::Wait(wait) => Does::Wait {
            until: wait.timed.then(|| wake_at(arguments, at)).flatten(),
        },
    }
}

/// When a timed wait ends: the step's `seconds` after it was chosen.
fn wake_at(arguments: &str, at: Time) -> Option<Time> {
    #[derive(Deserialize)]
    struct Timed {
        seconds: Option<u64>,
    }
    let timed: Timed = serde_json::from_str(arguments).ok()?;
    Some(at.plus_ms(timed.seconds?.saturating_mul(1000)))
}
