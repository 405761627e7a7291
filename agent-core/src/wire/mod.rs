//! How each provider writes requests and answers: pure functions, both directions.
//!
//! Owns [`Dialect`] and what can be wrong with an answer's bytes. Must never open a connection, know
//! a key or a URL's host, or add a word that the caller did not give.

mod body;
mod fault;
mod json;
mod openai_chat;

pub use body::Body;
pub use fault::{ErrorKind, ProviderError, WireError};
pub use openai_chat::OpenAiChatDialect;

use crate::message::{Message, Output, Reply, Settings};

/// A provider's dialect.
///
/// A request body is [`head`](Dialect::head), then each [`message`](Dialect::message), then
/// [`tail`](Dialect::tail). All that stays the same comes first and each message is written once, so
/// a body's bytes only ever grow at the end from turn to turn.
///
/// ```
/// # use agent_core::{message::{Message, Output, Settings}, wire::{Dialect, OpenAiChatDialect}};
/// let mut body = String::new();
/// OpenAiChatDialect.head(&mut body, &Settings::new("small-1"), &Output::Text);
/// OpenAiChatDialect.message(&mut body, &Message::User("Hi"), true);
/// OpenAiChatDialect.tail(&mut body);
/// assert_eq!(body, r#"{"model":"small-1","messages":[{"role":"user","content":"Hi"}]}"#);
/// ```
pub trait Dialect: Send + Sync {
    /// The dialect's name in recordings, such as `openai_chat`.
    fn name(&self) -> &'static str;

    /// The endpoint below a provider's base URL, such as `/chat/completions`.
    fn path(&self) -> &'static str;

    /// Writes everything before the first message.
    fn head(&self, out: &mut String, settings: &Settings, output: &Output<'_>);

    /// Writes one message, with the comma before it unless it is the first.
    fn message(&self, out: &mut String, message: &Message<'_>, first: bool);

    /// Writes everything after the last message.
    fn tail(&self, out: &mut String);

    /// Reads the whole body of a 2xx answer.
    ///
    /// # Errors
    /// When it is not JSON, carries an error in place of an answer, or has no answer in it.
    fn decode(&self, body: &str) -> Result<Reply, WireError>;

    /// Reads the body of an answer that is not 2xx. Total: an unreadable body is quoted.
    fn decode_error(&self, status: u16, body: &str) -> ProviderError;
}

/// Every dialect there is.
pub static DIALECTS: &[&dyn Dialect] = &[&OpenAiChatDialect];

/// The dialect of that name.
#[must_use]
pub fn dialect(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS
        .iter()
        .copied()
        .find(|dialect| dialect.name() == name)
}
