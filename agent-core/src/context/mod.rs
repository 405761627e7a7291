//! The context: from a thread to the exact request that the model sees.
//!
//! Owns what is said in which order, and adds no text of its own: every byte comes from the user's template,
//! types, doc comments and thread. Pure; knows no transport.
#![deny(clippy::wildcard_enum_match_arm)]

mod assemble;
mod budget;
mod cache;
mod compaction;
mod condense;
mod count;
mod digest;
mod entry;
mod explain;
mod format;
mod frame;
mod messages;
pub(crate) mod offer;
mod outline;
mod picture;
mod pin;
mod profile;
mod retrieval;
mod room;
#[cfg(feature = "tiktoken")]
mod tiktoken;
mod unit;

pub use assemble::{
    Rendered, assemble, compact, elements, make_room, measure, messages, thread_text,
};
pub use budget::{Bounds, Budget, Split};
pub use cache::{Cache, CacheError, CacheEvent, Eviction, EvictionReason};
pub use compaction::{Compacting, Compaction, Leaving, Past, PastStep};
pub use condense::condense;
pub use count::{Estimate, TokenCounter};
pub use digest::{keep_outside, kept_results};
pub use entry::AnswerKind;
pub use explain::{ExplainError, Explained, explain};
pub(crate) use explain::{Written, written};
pub(crate) use format::TEXTS;
pub use format::{
    Element, ElementBody, Format, Json, Markdown, TextFormat, UnreadableContext, Xml, Yaml,
};
pub(crate) use frame::above;
pub use outline::outline;
pub use pin::{pin, unpin};
pub use profile::{Profile, ProfiledTurn};
#[cfg(feature = "run")]
pub(crate) use retrieval::question_in;
pub use retrieval::{document_room, question, retrieved};
#[cfg(feature = "tiktoken")]
pub use tiktoken::Tiktoken;

use crate::agent::DecodeError;
use crate::event::{AskedPlan, BudgetExceeded, FactError, ModelAsked};
use crate::message::Settings;
use crate::thread::Thread;
use crate::wire::{Body, Dialect};

/// For whom a context is assembled.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The provider's dialect.
    pub dialect: &'static dyn Dialect,
    /// The model and how it samples.
    pub settings: &'a Settings,
    /// Where the model is, such as `https://host`; empty where there is no place. What a model said in its own words is
    /// for the one at the same place.
    pub host: &'a str,
    /// How the thread is written.
    pub format: Format,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
    /// How many tokens the request may have; `None` for any number.
    pub bounds: Option<Bounds<'a>>,
}

impl<'a> Plan<'a> {
    /// The provider's messages, in one piece, of any length, for a model that is nowhere in particular.
    #[must_use]
    pub const fn new(dialect: &'static dyn Dialect, settings: &'a Settings) -> Self {
        Self {
            dialect,
            settings,
            host: "",
            format: Format::Messages,
            stream: false,
            bounds: None,
        }
    }

    /// The fact that this request goes to the model: to be durable before it does.
    #[must_use]
    pub fn asked(&self, thread: &Thread, body: &Body) -> ModelAsked {
        ModelAsked {
            model: self.settings.model.clone(),
            prompt: thread.state().progress().prompt.clone(),
            request: format!("{:016x}", body.hash()),
            bytes: body.len() as u64,
            host: self.host.to_owned(),
            plan: Some(AskedPlan {
                dialect: self.dialect.name().to_owned(),
                format: self.format.name().to_owned(),
                settings: self.settings.clone(),
                stream: self.stream,
            }),
            tokens: None,
        }
    }
}

/// A request that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// An event cannot be read.
    #[error(transparent)]
    Event(#[from] FactError),
    /// A part does not fit into its budget, whatever is left out.
    #[error(transparent)]
    Budget(#[from] BudgetExceeded),
    /// What is shown of the state cannot be written.
    #[error(transparent)]
    State(#[from] DecodeError),
}

/// A value for reading: text without its quotes, anything else as JSON.
fn readable(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
}
