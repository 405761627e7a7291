//! The port to people: they approve calls, answer questions, and say what became of lost calls.

use serde_json::Value;

use super::{AnswerError, BoxFuture};
use crate::agent::Urgency;
use crate::contract::Class;
use crate::event::{StuckWhy, ThreadId, Verdict};
use crate::reducer::Trouble;
use crate::schema::{Kind, ShapeRef};

/// What a person is asked.
#[derive(Debug, Clone)]
pub struct PersonRequest {
    /// The thread.
    pub thread: ThreadId,
    /// The threads below this one from which the request comes, the one that asks last: those of agents that carry out
    /// this thread's call, and its agent's calls. Empty where the thread asks for itself. The answer is given to this
    /// thread, under its own call.
    pub path: Vec<String>,
    /// The call or question, unique in the thread; [`HELP`] where the thread as a whole needs help.
    pub call: u64,
    /// What for.
    pub asked: Asked,
}

/// Stands for the call where the thread as a whole needs help: calls count from 1.
pub const HELP: u64 = 0;

/// The kinds of requests.
#[derive(Debug, Clone)]
pub enum Asked {
    /// May this call run?
    Approval {
        /// The tool, its version and class.
        tool: String,
        /// The tool's version.
        version: u32,
        /// What running it twice would do.
        class: Class,
        /// Exactly what would run, as JSON text.
        arguments: String,
        /// The hash that binds the approval to it.
        sha256: String,
    },
    /// A question of the model's.
    Question {
        /// The step that asks.
        step: String,
        /// The step's fields, as JSON text.
        fields: String,
        /// The shape of the answer.
        answer: ShapeRef,
        /// How soon it is needed.
        urgency: Urgency,
    },
    /// The agent is stuck: what should the model know, or is it over?
    Help {
        /// What was too much.
        why: StuckWhy,
        /// The last errors, oldest first.
        errors: Vec<Trouble>,
    },
    /// A call started and nobody knows how it ended: what became of it?
    Lost {
        /// The tool.
        tool: String,
        /// What ran, as JSON text.
        arguments: String,
        /// The key under which it ran; look it up where the effect would show.
        idempotency_key: String,
    },
}

/// What a person answered.
#[derive(Debug, Clone, PartialEq)]
pub enum PersonAnswer {
    /// To [`Asked::Approval`].
    Approval {
        /// Yes or no.
        approved: bool,
        /// What the model is told.
        comment: Option<String>,
        /// Who.
        by: String,
        /// The hash that the person saw, if it came along: another one than the waiting call's is refused.
        sha256: Option<String>,
    },
    /// To [`Asked::Question`].
    Answer {
        /// The answer; must fit the question's shape.
        value: Value,
        /// Who.
        by: String,
    },
    /// To [`Asked::Help`]: the run goes on, with counts from zero.
    Advice {
        /// What the model is told.
        text: String,
        /// Who.
        by: String,
    },
    /// To [`Asked::Help`]: the run stops.
    GiveUp {
        /// Who.
        by: String,
    },
    /// To [`Asked::Lost`].
    Verdict {
        /// What became of it.
        verdict: Verdict,
        /// Who.
        by: String,
    },
}

/// A person could not be asked. The thread waits; nothing runs.
#[derive(Debug, thiserror::Error)]
#[error("nobody could be asked: {0}")]
pub struct HumanError(pub String);

/// A way to ask people.
pub trait Human: Send + Sync {
    /// Asks, and waits for the answer if it comes soon; `None` means that it will come later, by
    /// another way, and the run pauses.
    ///
    /// # Errors
    /// If nobody could be asked.
    fn ask<'a>(
        &'a self,
        request: &'a PersonRequest,
    ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>>;

    /// Told that an answer does not fit, and why; a run then asks again, three times at most.
    fn refused(&self, _request: &PersonRequest, _why: &AnswerError) {}
}

impl<H: Human + ?Sized> Human for Box<H> {
    fn ask<'a>(
        &'a self,
        request: &'a PersonRequest,
    ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>> {
        (**self).ask(request)
    }

    fn refused(&self, request: &PersonRequest, why: &AnswerError) {
        (**self).refused(request, why);
    }
}

/// The form of an answer, from its type (row F7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerFormat {
    /// `true` or `false`.
    YesNo,
    /// One of these.
    Choice(Vec<&'static str>),
    /// Any text.
    FreeText,
    /// JSON of a shape.
    Json,
}

impl AnswerFormat {
    /// The form of answers of this shape.
    #[must_use]
    pub fn of(shape: ShapeRef) -> Self {
        match &shape.get().kind {
            Kind::Bool => Self::YesNo,
            Kind::String { .. } => Self::FreeText,
            Kind::Newtype { inner, .. } => Self::of(*inner),
            Kind::Enum { variants, .. }
                if variants
                    .iter()
                    .all(|variant| matches!(variant.content, crate::schema::Content::Unit)) =>
            {
                Self::Choice(variants.iter().map(|variant| variant.name).collect())
            }
            _ => Self::Json,
        }
    }
}

impl std::fmt::Display for AnswerFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::YesNo => f.write_str("yes or no (`true` or `false`)"),
            Self::Choice(choices) => write!(f, "one of `{}`", choices.join("`, `")),
            Self::FreeText => f.write_str("text"),
            Self::Json => f.write_str("JSON of the question's form"),
        }
    }
}

/// Nobody is there: every request is left for later.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Human for Nobody {
    fn ask<'a>(
        &'a self,
        _request: &'a PersonRequest,
    ) -> BoxFuture<'a, Result<Option<PersonAnswer>, HumanError>> {
        Box::pin(async { Ok(None) })
    }
}
