//! The pure question between a reply and its steps: what did the model mean.
//!
//! All calls of a reply are read before any is taken: one bad call refuses the reply, and each call is told what
//! became of it.

use super::decide::chosen;
use super::{Phase, State, secrets};
use crate::agent::{DecodeError, Table};
use crate::event::{CallRefused, Chooser, ChosenStep, Fact, ReplyRefused, StepsChosen, Time};
use crate::message::{Reply, ReplyCall, Stop};
use crate::parse::{self, ParseError, Repair, StepShape, WrongStep, feedback};

/// Reads the model's reply as steps; where it cannot be read, nothing runs and the fact says why. A turn that the
/// provider paused has no steps yet: it goes on ([`Fact::TurnPaused`]).
///
/// All calls of a reply are read before any is taken: one bad call refuses the reply.
///
/// # Errors
/// If there is no reply to read.
pub fn read_reply(state: &State, at: Time) -> Result<Fact, DecodeError> {
    let Phase::Replied(reply) = &state.progress.phase else {
        return Err(DecodeError::new("the reply", "there is none"));
    };
    if reply.stop == Stop::Pause && reply.calls.is_empty() {
        return Ok(Fact::TurnPaused);
    }
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
    if let Some(error) = reply.stop.cut() {
        return Err(refuse(&error, error.feedback()));
    }
    let offered = state.offered();
    let shapes = shapes(state.table, &offered);
    if reply.calls.is_empty() {
        let text = reply.text.as_deref().unwrap_or_default();
        return read_text(state, &offered, &shapes, text);
    }
    let calls = reply.calls.iter();
    let read: Vec<_> = calls
        .map(|call| read_call(state, &offered, &shapes, call))
        .collect();
    if read.iter().any(Result::is_err) {
        return Err(refuse_calls(&reply.calls, read));
    }
    Ok(read.into_iter().filter_map(Result::ok).collect())
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

fn read_text(
    state: &State,
    offered: &[usize],
    shapes: &[StepShape],
    text: &str,
) -> Result<Vec<ReadStep>, ReplyRefused> {
    let table = state.table;
    let tag = table.spec.tag;
    let steps = parse::each_step(text, tag, shapes).map_err(|error| {
        let told = feedback::of_text(&error, feedback::named(text, shapes), tag, shapes);
        refuse(&error, told)
    })?;
    let read = steps.into_iter().map(|step| {
        let step = step.map_err(|wrong| wrong_step(&wrong, tag, shapes))?;
        let shape = &shapes[step.index];
        let read = canonical(state, offered[step.index], shape, &step.args, step.repairs);
        read.map_err(|refused| CallRefused {
            read: step.args,
            ..refused
        })
    });
    let read: Vec<Result<ReadStep, CallRefused>> = read.collect();
    if read.iter().any(Result::is_err) {
        return Err(refuse_steps(table, read));
    }
    Ok(read.into_iter().filter_map(Result::ok).collect())
}

fn wrong_step(wrong: &WrongStep, tag: &str, shapes: &[StepShape]) -> CallRefused {
    let meant = wrong.index.and_then(|index| shapes.get(index));
    let told = feedback::of_text(&wrong.error, meant, tag, shapes);
    let name = meant.map_or("", |step| step.name);
    CallRefused {
        read: wrong.written.clone(),
        ..CallRefused::new(name, wrong.error.kind(), told)
    }
}

/// As [`refuse_calls`], told in one message.
fn refuse_steps(table: &Table, read: Vec<Result<ReadStep, CallRefused>>) -> ReplyRefused {
    let several = read.len() > 1;
    let told = read.into_iter().map(|read| {
        read.map_or_else(
            |refused| refused,
            |step| {
                let name = table.step(step.index).name;
                CallRefused::new(name, CallRefused::NOT_RUN, String::new())
            },
        )
    });
    let calls: Vec<CallRefused> = told.collect();
    let numbered = (1..)
        .zip(&calls)
        .filter(|(_, call)| call.error != CallRefused::NOT_RUN);
    let wrong: Vec<(usize, &CallRefused)> = numbered.collect();
    let words: Vec<(usize, &str)> = wrong
        .iter()
        .map(|(at, call)| (*at, &*call.feedback))
        .collect();
    let error = wrong.first().map(|(_, call)| call.error.clone());
    let feedback = match words.as_slice() {
        [(_, only)] if !several => (*only).to_owned(),
        all => feedback::of_list(all),
    };
    ReplyRefused {
        error: error.unwrap_or_default(),
        feedback,
        calls,
    }
}

fn read_call(
    state: &State,
    offered: &[usize],
    shapes: &[StepShape],
    call: &ReplyCall,
) -> Result<ReadStep, CallRefused> {
    let Some(at) = shapes.iter().position(|step| step.name == call.name) else {
        let told = feedback::of_unknown(&call.name, shapes);
        return Err(CallRefused::new(&call.name, CallRefused::UNKNOWN, told));
    };
    let (index, shape) = (offered[at], &shapes[at]);
    handles_only(state, index, shape, &call.arguments)?;
    // Nearly every call is right as it came; the parser is for the others.
    let read = match state.table.canonical(index, &call.arguments) {
        Ok(choice) => ReadStep {
            index: choice.index,
            arguments: choice.arguments,
            id: String::new(),
            repairs: Vec::new(),
        },
        Err(_) => repaired(state, index, shape, &call.arguments)?,
    };
    Ok(ReadStep {
        id: call.id.clone(),
        ..read
    })
}

fn repaired(
    state: &State,
    index: usize,
    shape: &StepShape,
    arguments: &str,
) -> Result<ReadStep, CallRefused> {
    let parsed = parse::arguments(arguments, shape.shape).map_err(|error| {
        CallRefused::new(shape.name, error.kind(), feedback::of_call(&error, shape))
    })?;
    canonical(state, index, shape, &parsed.json, parsed.repairs)
}

/// The model passes secrets on by their handles; a value that it made up or was told by a person is refused, and so is
/// a handle of another thread. Whatever else is wrong is told by others.
fn handles_only(
    state: &State,
    index: usize,
    shape: &StepShape,
    arguments: &str,
) -> Result<(), CallRefused> {
    let Some(keeping) = state.table.secrets().arguments(index) else {
        return Ok(());
    };
    match secrets::wrong(&state.progress.secrets, keeping, arguments) {
        Ok(Some(words)) => {
            let told = feedback::in_short(&words, shape);
            Err(CallRefused::new(shape.name, CallRefused::NO_HANDLE, told))
        }
        Ok(None) | Err(_) => Ok(()),
    }
}

fn canonical(
    state: &State,
    index: usize,
    shape: &StepShape,
    arguments: &str,
    repairs: Vec<Repair>,
) -> Result<ReadStep, CallRefused> {
    handles_only(state, index, shape, arguments)?;
    let choice = state.table.canonical(index, arguments).map_err(|error| {
        let told = feedback::in_short(&error.to_string(), shape);
        CallRefused::new(shape.name, "mismatch", told)
    })?;
    Ok(ReadStep {
        index: choice.index,
        arguments: choice.arguments,
        id: String::new(),
        repairs,
    })
}

fn refuse(error: &ParseError, feedback: String) -> ReplyRefused {
    ReplyRefused {
        error: error.kind().to_owned(),
        feedback,
        calls: Vec::new(),
    }
}

/// Every call is told at once what became of it: nothing of a reply runs where one call is wrong.
fn refuse_calls(calls: &[ReplyCall], read: Vec<Result<ReadStep, CallRefused>>) -> ReplyRefused {
    let wrong = calls.iter().zip(&read).filter(|(_, read)| read.is_err());
    let not_run = feedback::not_run(wrong.map(|(call, _)| call.name.as_str()));
    let told = calls.iter().zip(read).map(|(call, read)| match read {
        Ok(_) => CallRefused::new(&call.name, CallRefused::NOT_RUN, not_run.clone()),
        Err(refused) => refused,
    });
    let calls: Vec<CallRefused> = told.collect();
    let first = calls.iter().find(|call| call.error != CallRefused::NOT_RUN);
    let (error, feedback) = first.map_or_else(Default::default, |call| {
        (call.error.clone(), call.feedback.clone())
    });
    ReplyRefused {
        error,
        feedback,
        calls,
    }
}
