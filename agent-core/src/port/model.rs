//! The port to a model: one request out, one reply back.
//!
//! Owns [`Model`] and what an answer is. Must never know what a body means: that is the dialect's.

use std::sync::Arc;

use super::{Ask, BoxFuture, ModelError};
use crate::event::Event;
use crate::message::{Reply, Settings};
use crate::wire::{Dialect, read_stream};

/// One way in which a model may be asked: where, in which dialect, with which settings.
///
/// A chain of models has several; the request's body is written for each before anything is sent.
#[derive(Clone)]
pub struct ModelPlan {
    /// How requests are written and answers read.
    pub dialect: &'static dyn Dialect,
    /// Which model, and how it samples.
    pub settings: Settings,
    /// Where it is, as `https://host:port`: tells two providers of one model apart. Empty where there is no place.
    pub host: String,
}

/// An answer as it came, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawReply {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: String,
    /// How long the provider asks to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// A reply, and where it came from.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The reply.
    pub reply: Reply,
    /// Which of the ways of asking brought it.
    pub plan: ModelPlan,
    /// The bytes that it was read from.
    pub raw: RawReply,
}

/// A model that can be asked.
///
/// A model that wraps others hands the [`Ask`] on; each of them finds its own body in it.
///
/// ```
/// use agent_core::message::Settings;
/// use agent_core::port::{Answer, Ask, BoxFuture, Model, ModelError, RawReply};
/// use agent_core::wire::{Dialect, OpenAiChatDialect};
///
/// /// Says the same whatever it is asked.
/// struct Parrot(Settings);
///
/// impl Model for Parrot {
///     fn settings(&self) -> &Settings {
///         &self.0
///     }
///
///     fn dialect(&self) -> &'static dyn Dialect {
///         &OpenAiChatDialect
///     }
///
///     fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
///         Box::pin(async move {
///             let plan = self.plan();
///             let _body = ask.body(&plan)?;
///             let body = r#"{"choices":[{"message":{"content":"Hello!"},"finish_reason":"stop"}]}"#;
///             Answer::read(plan, RawReply { status: 200, body: body.into(), retry_after_ms: None })
///         })
///     }
/// }
/// ```
pub trait Model: Send + Sync {
    /// Which model, and how it samples; of several, the first choice.
    fn settings(&self) -> &Settings;

    /// How requests to it are written and its answers read; of several, the first choice.
    fn dialect(&self) -> &'static dyn Dialect;

    /// Where it is, as `https://host:port`; of several, the first choice. Empty where there is no place.
    #[expect(
        clippy::unnecessary_literal_bound,
        reason = "others give what they hold"
    )]
    fn host(&self) -> &str {
        ""
    }

    /// The first way in which it asks.
    fn plan(&self) -> ModelPlan {
        ModelPlan {
            dialect: self.dialect(),
            settings: self.settings().clone(),
            host: self.host().to_owned(),
        }
    }

    /// Every way in which it may ask, the first choice first. A model that wraps others gives theirs.
    fn plans(&self) -> Vec<ModelPlan> {
        vec![self.plan()]
    }

    /// Sends the request and waits for the whole answer.
    ///
    /// # Errors
    /// When no reply came, or none that can be read.
    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>>;

    /// Shown the events of a thread that was loaded: what a model keeps in mind beyond one request, it finds again
    /// here after a restart. A model that wraps others shows them.
    fn recall(&self, thread: &[Event]) {
        let _ = thread;
    }
}

macro_rules! forwards {
    ($($pointer:ident),+) => {$(
        impl<M: Model + ?Sized> Model for $pointer<M> {
            fn settings(&self) -> &Settings {
                (**self).settings()
            }

            fn dialect(&self) -> &'static dyn Dialect {
                (**self).dialect()
            }

            fn host(&self) -> &str {
                (**self).host()
            }

            fn plans(&self) -> Vec<ModelPlan> {
                (**self).plans()
            }

            fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
                (**self).ask(ask)
            }

            fn recall(&self, thread: &[Event]) {
                (**self).recall(thread);
            }
        }
    )+};
}

// A model that is chosen at run time; a model that several runners share, or that is looked at afterwards.
forwards!(Box, Arc);

impl ModelPlan {
    /// Whether both have the same body: where it is sent is no part of it.
    #[must_use]
    pub fn same_body(&self, other: &Self) -> bool {
        self.dialect.name() == other.dialect.name() && self.settings == other.settings
    }

    /// Whether both are asked with the same bytes at the same place.
    pub(crate) fn same_place(&self, other: &Self) -> bool {
        self.host == other.host && self.same_body(other)
    }

    /// Whose it is, for logs and breakers: `model`, or `model@https://host`.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.settings.model, &self.host)
    }
}

/// The model's name with its place, where there is one.
pub(crate) fn label(model: &str, host: &str) -> String {
    match host {
        "" => model.to_owned(),
        host => format!("{model}@{host}"),
    }
}

impl std::fmt::Debug for ModelPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelPlan")
            .field("dialect", &self.dialect.name())
            .field("settings", &self.settings)
            .field("host", &self.host)
            .finish()
    }
}

impl RawReply {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Whether a body is an event stream: no JSON begins as a line of one does.
pub(crate) fn is_event_stream(body: &str) -> bool {
    let begins = body.trim_start_matches(['\u{feff}', '\r', '\n']);
    ["data:", "event:", "id:", "retry:", ":"]
        .iter()
        .any(|field| begins.starts_with(field))
}

impl Answer {
    /// Judges what came: the status first, then the body, in one piece or as an event stream. Pure.
    ///
    /// # Errors
    /// A status that is not 2xx and an unreadable body, both with the bytes that came.
    pub fn read(plan: ModelPlan, mut raw: RawReply) -> Result<Self, ModelError> {
        if !raw.is_success() {
            let in_body = || plan.dialect.retry_after_ms(&raw.body);
            raw.retry_after_ms = raw.retry_after_ms.or_else(in_body);
            let error = plan.dialect.decode_error(raw.status, &raw.body);
            let raw = Box::new(raw);
            return Err(ModelError::Status { error, raw });
        }
        let read = if is_event_stream(&raw.body) {
            read_stream(plan.dialect, raw.body.as_bytes())
        } else {
            plan.dialect.decode(&raw.body)
        };
        match read {
            Ok(reply) => Ok(Self { reply, plan, raw }),
            Err(error) => Err(ModelError::Decode {
                error,
                raw: Some(Box::new(raw)),
            }),
        }
    }
}
