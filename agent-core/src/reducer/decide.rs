//! The two pure questions between effects: what did the model mean, and what does the flow want.

use serde::Deserialize;

use super::{Item, OpenStep, Phase, State, StepStatus};
use crate::agent::{
    Answer, Choice, Decision, DecodeError, NextKind, Settled, StepKind, StepSpec, Table,
};
use crate::event::{
    Chooser, ChosenStep, Does, Fact, FlowChoice, FlowChosen, ReplyRefused, StepsChosen, StopReason,
    Stopped, Time,
};
use crate::message::{Reply, ReplyCall, Stop};
use crate::parse::{self, ParseError, Repair, StepShape};

/// Asks the flow what follows the settled batch, and puts its answer into a fact.
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
        NextKind::AskModel => flow_chosen(FlowChoice::AskModel),
        NextKind::Wait => flow_chosen(FlowChoice::Wait),
        NextKind::Finish => Fact::Finished,
        NextKind::Stop(reason) => Fact::Stopped(Stopped {
            reason: StopReason::Flow(reason),
        }),
        NextKind::Go => steps(state, at, Chooser::Flow, choices, collapsed),
        NextKind::Fallback => steps(state, at, Chooser::Fallback, choices, collapsed),
    }
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
        | StepStatus::Running(_)
        | StepStatus::Lost(_) => Err(DecodeError::new(
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

fn chosen(
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

/// Reads the model's reply as steps; where it cannot be read, nothing runs and the fact says why.
///
/// All calls of a reply are read before any is taken: one bad call refuses the reply.
///
/// # Errors
/// If there is no reply to read.
pub fn read_reply(state: &State, at: Time) -> Result<Fact, DecodeError> {
    let Phase::Replied(reply) = &state.progress.phase else {
        return Err(DecodeError::new("the reply", "there is none"));
    };
    Ok(match read(state, reply) {
        Ok(read) => {
            let first = state.progress.calls + 1;
            let steps = read.into_iter().zip(first..);
            Fact::StepsChosen(StepsChosen {
                by: Chooser::Model,
                collapsed: 0,
                steps: steps
                    .map(|(step, call)| step.into_chosen(state.table, call, at))
                    .collect(),
            })
        }
        Err(refused) => Fact::ReplyRefused(refused),
    })
}

/// One step of a reply.
struct ReadStep {
    index: usize,
    arguments: String,
    id: String,
    repairs: Vec<Repair>,
}

impl ReadStep {
    fn into_chosen(self, table: &Table, call: u64, at: Time) -> ChosenStep {
        chosen(
            table.step(self.index),
            call,
            self.id,
            self.arguments,
            self.repairs,
            at,
        )
    }
}

fn read(state: &State, reply: &Reply) -> Result<Vec<ReadStep>, ReplyRefused> {
    if reply.stop == Stop::Length {
        return Err(refuse(&ParseError::CutOff));
    }
    let offered = state.offered();
    if reply.calls.is_empty() {
        return read_text(state, &offered, reply.text.as_deref().unwrap_or_default());
    }
    reply
        .calls
        .iter()
        .map(|call| read_call(state, &offered, call))
        .collect()
}

fn shapes(table: &Table, offered: &[usize]) -> Vec<StepShape> {
    offered
        .iter()
        .map(|index| {
            let step = table.step(*index);
            StepShape {
                name: step.name,
                aliases: &[],
                shape: step.arguments,
            }
        })
        .collect()
}

fn read_text(state: &State, offered: &[usize], text: &str) -> Result<Vec<ReadStep>, ReplyRefused> {
    let table = state.table;
    let steps = parse::steps(text, table.spec.tag, &shapes(table, offered))
        .map_err(|error| refuse(&error))?;
    steps
        .into_iter()
        .map(|step| {
            canonical(
                table,
                offered[step.index],
                &step.args,
                String::new(),
                step.repairs,
            )
        })
        .collect()
}

fn read_call(state: &State, offered: &[usize], call: &ReplyCall) -> Result<ReadStep, ReplyRefused> {
    let table = state.table;
    let found = offered
        .iter()
        .find(|index| table.step(**index).name == call.name);
    let Some(index) = found else {
        let known = offered.iter().map(|index| table.step(*index).name);
        return Err(refuse(&ParseError::unknown_step(&call.name, known)));
    };
    // Nearly every call is right as it came; the parser is for the others.
    if let Ok(choice) = table.canonical(*index, &call.arguments) {
        return Ok(ReadStep {
            index: choice.index,
            arguments: choice.arguments,
            id: call.id.clone(),
            repairs: Vec::new(),
        });
    }
    let parsed = parse::arguments(&call.arguments, table.step(*index).arguments)
        .map_err(|error| refuse(&error))?;
    canonical(table, *index, &parsed.json, call.id.clone(), parsed.repairs)
}

fn canonical(
    table: &Table,
    index: usize,
    arguments: &str,
    id: String,
    repairs: Vec<Repair>,
) -> Result<ReadStep, ReplyRefused> {
    let choice = table
        .canonical(index, arguments)
        .map_err(|error| ReplyRefused {
            error: String::from("mismatch"),
            feedback: error.to_string(),
        })?;
    Ok(ReadStep {
        index: choice.index,
        arguments: choice.arguments,
        id,
        repairs,
    })
}

fn refuse(error: &ParseError) -> ReplyRefused {
    ReplyRefused {
        error: error.kind().to_owned(),
        feedback: error.feedback(),
    }
}
