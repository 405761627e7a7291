//! The context: from a thread to the exact request that the model sees.
//!
//! Owns what is said in which order, and adds no text of its own: every byte comes from the user's template,
//! types, doc comments and thread. Pure; knows no transport.
#![deny(clippy::wildcard_enum_match_arm)]

mod assemble;
mod entry;
mod format;
mod frame;
mod messages;
pub(crate) mod offer;

pub use assemble::{Rendered, assemble, elements, messages, thread_text};
pub use format::{
    Element, ElementBody, Format, Json, Markdown, TextFormat, UnreadableContext, Xml, Yaml,
};
pub(crate) use frame::above;

use crate::message::Settings;
use crate::wire::Dialect;

/// For whom a context is assembled.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The provider's dialect.
    pub dialect: &'static dyn Dialect,
    /// The model and how it samples.
    pub settings: &'a Settings,
    /// How the thread is written.
    pub format: Format,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

/// A value for reading: text without its quotes, anything else as JSON.
fn readable(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
}
