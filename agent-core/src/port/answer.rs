//! What people are asked now, and how their answers become facts. Pure.

use super::{AnswerFormat, Asked, HELP, PersonAnswer, PersonRequest};
use crate::agent::{DecodeError, StepKind};
use crate::event::{ApprovalAnswered, Does, Fact, HelpAnswered, LossSettled, QuestionAnswered};
use crate::reducer::{OpenStep, State, StepStatus};
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
    let asked = match call {
        HELP => help(thread.state())?,
        call => asked(thread, thread.state().open_step(call)?)?,
    };
    Some(PersonRequest {
        thread: thread.id().clone(),
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

fn asked(thread: &Thread, step: &OpenStep) -> Option<Asked> {
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
            idempotency_key: thread.idempotency_key(step.call),
        }),
        (StepStatus::Chosen, Does::Ask) => {
            let (answer, urgency) = question(thread.state(), step)?;
            Some(Asked::Question {
                step: step.step.clone(),
                fields: step.arguments.clone(),
                answer,
                urgency,
            })
        }
        _ => None,
    }
}

fn question(state: &State, step: &OpenStep) -> Option<(ShapeRef, crate::agent::Urgency)> {
    let index = state.table().find(&step.step, step.version)?;
    match &state.table().step(index).kind {
        StepKind::Ask(question) => Some((question.answer, question.urgency)),
        StepKind::Tool(_) | StepKind::Done | StepKind::Wait(_) => None,
    }
}

/// A person's answer as the fact to append. An approval holds for exactly what is waiting now.
///
/// # Errors
/// If the call does not wait for this answer, or the answer does not have the question's form.
pub fn answer(state: &State, call: u64, answer: PersonAnswer) -> Result<Fact, AnswerError> {
    if call == HELP {
        return helped(state, answer);
    }
    let step = state
        .open_step(call)
        .ok_or(AnswerError::NotWaiting { call })?;
    match (&step.status, step.does, answer) {
        (
            StepStatus::AwaitingApproval(sha256),
            _,
            PersonAnswer::Approval {
                approved,
                comment,
                by,
                sha256: seen,
            },
        ) => {
            if seen.is_some_and(|seen| seen != *sha256) {
                return Err(AnswerError::OtherArguments { call });
            }
            Ok(Fact::ApprovalAnswered(ApprovalAnswered {
                call,
                approved,
                sha256: sha256.clone(),
                by,
                comment,
            }))
        }
        (StepStatus::Lost(_), _, PersonAnswer::Verdict { verdict, by }) => {
            Ok(Fact::LossSettled(LossSettled { call, verdict, by }))
        }
        (StepStatus::Chosen, Does::Ask, PersonAnswer::Answer { value, by }) => {
            let (shape, _) = question(state, step).ok_or(AnswerError::NotWaiting { call })?;
            let answer = fitting(shape, &value.to_string())?;
            Ok(Fact::QuestionAnswered(QuestionAnswered {
                call,
                by,
                answer,
            }))
        }
        (status, does, _) => Err(waits_for(call, status, does)),
    }
}

fn helped(state: &State, answer: PersonAnswer) -> Result<Fact, AnswerError> {
    if state.progress().stuck.is_none() {
        return Err(AnswerError::NotWaiting { call: HELP });
    }
    let (advice, by) = match answer {
        PersonAnswer::Advice { text, .. } if text.trim().is_empty() => {
            return Err(AnswerError::EmptyAdvice);
        }
        PersonAnswer::Advice { text, by } => (Some(text), by),
        PersonAnswer::GiveUp { by } => (None, by),
        PersonAnswer::Approval { .. }
        | PersonAnswer::Answer { .. }
        | PersonAnswer::Verdict { .. } => {
            let waits_for = "help: advice for the model, or giving up";
            let call = HELP;
            return Err(AnswerError::WrongKind { call, waits_for });
        }
    };
    Ok(Fact::HelpAnswered(HelpAnswered { advice, by }))
}

fn fitting(shape: ShapeRef, answer: &str) -> Result<String, AnswerError> {
    check::check(answer, shape, check::Extra::Refuse)
        .map(std::borrow::Cow::into_owned)
        .map_err(|mismatch| AnswerError::WrongFormat {
            format: AnswerFormat::of(shape),
            mismatch: Box::new(unquoted(mismatch, shape)),
        })
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

fn waits_for(call: u64, status: &StepStatus, does: Does) -> AnswerError {
    let waits_for = match (status, does) {
        (StepStatus::AwaitingApproval(_), _) => "an approval",
        (StepStatus::Lost(_), _) => "a verdict on what became of it",
        (StepStatus::Chosen, Does::Ask) => "an answer to its question",
        _ => return AnswerError::NotWaiting { call },
    };
    AnswerError::WrongKind { call, waits_for }
}
