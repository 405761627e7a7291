//! What people are asked now, and how their answers become facts. Pure.

use super::{AnswerFormat, Asked, HELP, PersonAnswer, PersonRequest};
use crate::agent::{DecodeError, StepKind, StepSpec};
use crate::event::{
    ApprovalAnswered, Does, Fact, HelpAnswered, LossSettled, QuestionAnswered, SubAsk, SubWait,
};
use crate::reducer::{OpenStep, State, StepStatus, asking};
use crate::schema::check::Mismatch;
use crate::schema::{ShapeRef, check};
use crate::secret::first_place;
use crate::thread::Thread;

/// An answer that does not fit what the thread waits for. Nothing runs.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The call does not wait for a person: it was answered before, or there is none.
    #[error("call {call} does not wait for an answer")]
    NotWaiting {
        /// The call.
        call: u64,
    },
    /// Another kind of answer is due.
    #[error("call {call} waits for {waits_for}")]
    WrongKind {
        /// The call.
        call: u64,
        /// What it waits for.
        waits_for: &'static str,
    },
    /// The approval was given for other arguments than those that would run.
    #[error("the approval is for other arguments than those of call {call}")]
    OtherArguments {
        /// The call.
        call: u64,
    },
    /// The advice says nothing, and the model would be sent an empty message.
    #[error("the advice is empty: write what the model should do, or give up")]
    EmptyAdvice,
    /// The answer does not have the question's form.
    #[error("the answer must be {format}: {mismatch}")]
    WrongFormat {
        /// The form.
        format: AnswerFormat,
        /// What is wrong.
        mismatch: Box<Mismatch>,
    },
    /// The answer has the question's form, but its type does not read it.
    #[error("the answer to call {call} does not read as its type: {source}")]
    Unreadable {
        /// The call.
        call: u64,
        /// What its type says.
        source: DecodeError,
    },
}

/// What a person is asked for this call; `None` if nobody is needed.
#[must_use]
pub fn person_request(thread: &Thread, call: u64) -> Option<PersonRequest> {
    let state = thread.state();
    let (asked, path) = match call {
        HELP => (help(state)?, Vec::new()),
        call => {
            let step = state.open_step(call)?;
            (asked(state, step)?, path(step))
        }
    };
    Some(PersonRequest {
        thread: thread.id().clone(),
        path,
        call,
        asked,
    })
}

/// Everything that people are asked now, in call order.
#[must_use]
pub fn person_requests(thread: &Thread) -> Vec<PersonRequest> {
    let steps = thread.state().batch().iter().filter_map(|item| item.step());
    let calls = std::iter::once(HELP).chain(steps.map(|step| step.call));
    calls
        .filter_map(|call| person_request(thread, call))
        .collect()
}

fn help(state: &State) -> Option<Asked> {
    let progress = state.progress();
    Some(Asked::Help {
        why: progress.stuck.clone()?,
        errors: progress.troubles.errors.clone(),
    })
}

fn asked(state: &State, step: &OpenStep) -> Option<Asked> {
    match (&step.status, step.does) {
        (StepStatus::AwaitingApproval(sha256), Does::Call { class, .. }) => Some(Asked::Approval {
            tool: step.step.clone(),
            version: step.version,
            class,
            arguments: step.arguments.clone(),
            sha256: sha256.clone(),
        }),
        (StepStatus::Lost(_), _) => Some(Asked::Lost {
            tool: step.step.clone(),
            arguments: step.arguments.clone(),
            idempotency_key: format!("{}/{}", state.progress().thread, step.call),
        }),
        (StepStatus::Chosen, Does::Ask) => {
            let index = state.table().find(&step.step, step.version)?;
            question(state.table().step(index), &step.arguments)
        }
        (StepStatus::Asks(ask), _) => below(state, step, ask),
        _ => None,
    }
}

fn question(spec: &StepSpec, fields: &str) -> Option<Asked> {
    match &spec.kind {
        StepKind::Ask(question) => Some(Asked::Question {
            step: spec.name.to_owned(),
            fields: fields.to_owned(),
            answer: question.answer,
            urgency: question.urgency,
        }),
        StepKind::Tool(_) | StepKind::Done | StepKind::Wait(_) => None,
    }
}

/// What the agent asks that carries the step out.
fn below(state: &State, step: &OpenStep, ask: &SubAsk) -> Option<Asked> {
    let ask = ask.innermost();
    match &ask.what {
        SubWait::Answer => {
            let (spec, ask) = asking(state.table(), step, ask_of(step)?)?;
            question(spec, &ask.arguments)
        }
        SubWait::Approval { class, sha256 } => Some(Asked::Approval {
            tool: ask.step.clone(),
            version: ask.version,
            class: *class,
            arguments: ask.arguments.clone(),
            sha256: sha256.clone(),
        }),
        SubWait::Verdict { idempotency_key } => Some(Asked::Lost {
            tool: ask.step.clone(),
            arguments: ask.arguments.clone(),
            idempotency_key: idempotency_key.clone(),
        }),
        SubWait::Help { why, errors } => Some(Asked::Help {
            why: why.clone(),
            errors: errors.clone(),
        }),
        SubWait::Wake { .. } | SubWait::Below(_) => None,
    }
}

fn ask_of(step: &OpenStep) -> Option<&SubAsk> {
    match &step.status {
        StepStatus::Asks(ask) => Some(ask),
        _ => None,
    }
}

/// The threads from the one that carries the step out to the one that asks.
fn path(step: &OpenStep) -> Vec<String> {
    let asks = std::iter::successors(ask_of(step), |ask| ask.below());
    asks.map(|ask| ask.thread.clone()).collect()
}

/// A person's answer as the fact to append. An approval holds for exactly what is waiting now.
///
/// # Errors
/// If the call does not wait for this answer, or the answer does not have the question's form.
pub fn answer(state: &State, call: u64, answer: PersonAnswer) -> Result<Fact, AnswerError> {
    let waiting = match call {
        HELP => help(state),
        call => state.open_step(call).and_then(|step| asked(state, step)),
    };
    let waiting = waiting.ok_or(AnswerError::NotWaiting { call })?;
    match (waiting, answer) {
        (
            Asked::Approval { sha256, .. },
            PersonAnswer::Approval {
                approved,
                comment,
                by,
                sha256: seen,
            },
        ) => {
            if seen.is_some_and(|seen| seen != sha256) {
                return Err(AnswerError::OtherArguments { call });
            }
            Ok(Fact::ApprovalAnswered(ApprovalAnswered {
                call,
                approved,
                sha256,
                by,
                comment,
            }))
        }
        (Asked::Lost { .. }, PersonAnswer::Verdict { verdict, by }) => {
            Ok(Fact::LossSettled(LossSettled { call, verdict, by }))
        }
        (Asked::Question { answer: shape, .. }, PersonAnswer::Answer { value, by }) => {
            let answer = fitting(shape, &value.to_string())?;
            Ok(Fact::QuestionAnswered(QuestionAnswered {
                call,
                by,
                answer,
            }))
        }
        (Asked::Help { .. }, PersonAnswer::Advice { text, .. }) if text.trim().is_empty() => {
            Err(AnswerError::EmptyAdvice)
        }
        (Asked::Help { .. }, PersonAnswer::Advice { text, by }) => Ok(helped(call, Some(text), by)),
        (Asked::Help { .. }, PersonAnswer::GiveUp { by }) => Ok(helped(call, None, by)),
        (waiting, _) => Err(AnswerError::WrongKind {
            call,
            waits_for: waits_for(&waiting),
        }),
    }
}

const fn helped(call: u64, advice: Option<String>, by: String) -> Fact {
    Fact::HelpAnswered(HelpAnswered { call, advice, by })
}

fn fitting(shape: ShapeRef, answer: &str) -> Result<String, AnswerError> {
    check::check(answer, shape, check::Extra::Refuse)
        .map(std::borrow::Cow::into_owned)
        .map_err(|mismatch| AnswerError::WrongFormat {
            format: AnswerFormat::of(shape),
            mismatch: Box::new(unquoted(mismatch, shape)),
        })
}

const fn waits_for(waiting: &Asked) -> &'static str {
    match waiting {
        Asked::Approval { .. } => "an approval",
        Asked::Lost { .. } => "a verdict on what became of it",
        Asked::Question { .. } => "an answer to its question",
        Asked::Help { .. } => "help: advice for the model, or giving up",
    }
}

/// What stands in an answer with secrets is not repeated.
fn unquoted(mismatch: Mismatch, shape: ShapeRef) -> Mismatch {
    match first_place(shape) {
        Some(_) => Mismatch {
            got: "something else".to_owned(),
            ..mismatch
        },
        None => mismatch,
    }
}
