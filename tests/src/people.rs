//! People who answer at once.

use agent_core::event::Verdict;
use agent_core::port::{Asked, BoxFuture, Human, HumanError, PersonAnswer, PersonRequest};
use serde_json::Value;

/// Somebody who answers by a rule.
pub struct Somebody<F>(pub F);

impl<F> Human for Somebody<F>
where
    F: Fn(&PersonRequest) -> Option<PersonAnswer> + Send + Sync,
{
    fn ask<'a>(
        &'a self,
        request: &'a PersonRequest,
    ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>> {
        Box::pin(async move { Ok((self.0)(request)) })
    }
}

/// Approves, confirms, and leaves lost calls unknown.
#[must_use]
pub fn agreeable(request: &PersonRequest) -> Option<PersonAnswer> {
    Some(match &request.asked {
        Asked::Approval { sha256, .. } => approval(true, None, Some(sha256.clone())),
        Asked::Question { .. } => said(Value::Bool(true)),
        Asked::Lost { .. } => verdict(Verdict::LeaveUnknown),
        Asked::Help { .. } => advice("Try something else."),
    })
}

/// A yes or a no to a call.
#[must_use]
pub fn approval(approved: bool, comment: Option<&str>, sha256: Option<String>) -> PersonAnswer {
    PersonAnswer::Approval {
        approved,
        comment: comment.map(str::to_owned),
        by: "ann".into(),
        sha256,
    }
}

/// An answer to a question.
#[must_use]
pub fn said(value: Value) -> PersonAnswer {
    PersonAnswer::Answer {
        value,
        by: "ann".into(),
    }
}

/// What the model should know.
#[must_use]
pub fn advice(text: &str) -> PersonAnswer {
    PersonAnswer::Advice {
        text: text.into(),
        by: "ann".into(),
    }
}

/// What became of a lost call.
#[must_use]
pub fn verdict(verdict: Verdict) -> PersonAnswer {
    PersonAnswer::Verdict {
        verdict,
        by: "ann".into(),
    }
}
