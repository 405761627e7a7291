//! How each provider writes requests and answers: pure functions, both directions.
//!
//! Owns [`Dialect`] and what can be wrong with an answer's bytes. Must never open a connection, know
//! a key or a URL's host, or add a word that the caller did not give.

mod anthropic;
mod base64;
mod body;
mod fault;
mod found;
mod gemini;
mod head;
mod json;
mod more;
mod nested;
mod openai_chat;
mod openai_responses;
#[cfg(test)]
mod oddities;
#[cfg(test)]
mod probe;
mod read;
#[cfg(test)]
mod round_trip;
pub mod sse;
mod stop;
mod stream;
mod words;

pub use anthropic::AnthropicDialect;
pub use body::Body;
pub use fault::{ErrorKind, ProviderError, WireError};
pub use gemini::GeminiDialect;
pub use head::{Head, KeyHeader};
pub use openai_chat::OpenAiChatDialect;
pub use openai_responses::OpenAiResponsesDialect;
pub use stream::{Incoming, StreamReader, read_stream};

use crate::message::{Message, Reply, Request, Settings};
use crate::schema::{PORTABLE, Profile};

/// A provider's dialect.
///
/// A request body is [`head`](Dialect::head), then each [`message`](Dialect::message), then
/// [`tail`](Dialect::tail). All that stays the same comes first and each message is written once, so
/// a body's bytes only ever grow at the end from turn to turn.
///
/// ```
/// # use agent_core::{message::{Message, Settings}, wire::{Body, Dialect, Head, OpenAiChatDialect}};
/// let settings = Settings::new("small-1");
/// let body = Body::whole(&OpenAiChatDialect, &Head::new(&settings), &[Message::User("Hi")]);
/// assert_eq!(
///     body.to_text(),
///     r#"{"model":"small-1","messages":[{"role":"user","content":"Hi"}]}"#,
/// );
/// ```
pub trait Dialect: Send + Sync {
    /// The dialect's name in recordings, such as `openai_chat`.
    fn name(&self) -> &'static str;

    /// The endpoint below a provider's base URL, such as `/chat/completions`, with its query if it has one.
    fn path(&self, settings: &Settings, stream: bool) -> String;

    /// How the key travels. Never in an address: addresses are logged.
    fn key(&self) -> KeyHeader;

    /// Headers that every request must have, beside the key and the content's type.
    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The rules by which schemas are written for an agent that is made for those of `wanted`.
    ///
    /// Under another provider's strict rules a schema may say what this one refuses: then it is written by
    /// rules that all accept, and not strict.
    fn profile(&self, wanted: &'static Profile) -> &'static Profile {
        if wanted.strict { &PORTABLE } else { wanted }
    }

    /// Writes everything before the first message. True if the list of messages has one already, such as the
    /// instructions, so that the next is not the first.
    fn head(&self, out: &mut String, head: &Head<'_>) -> bool;

    /// Writes one message, with the comma before it unless it is the first. A message in which nothing is said, such
    /// as thoughts alone, is none.
    fn message(&self, out: &mut String, message: &Message<'_>, first: bool);

    /// Writes everything after the last message.
    fn tail(&self, out: &mut String) {
        out.push_str("]}");
    }

    /// Reads the whole body of a 2xx answer.
    ///
    /// # Errors
    /// When it is not JSON, carries an error in place of an answer, or has no answer in it.
    fn decode(&self, body: &str) -> Result<Reply, WireError>;

    /// Reads the body of an answer that is not 2xx. Total: an unreadable body is quoted.
    fn decode_error(&self, status: u16, body: &str) -> ProviderError;

    /// How long an error's body asks to wait, in milliseconds, where the provider says so there and not in a header.
    fn retry_after_ms(&self, body: &str) -> Option<u64> {
        words::wait_in_words(body)
    }

    /// Reads a 2xx answer that comes in pieces.
    fn stream(&self) -> Box<dyn StreamReader>;

    /// Reads a request of this dialect, whoever wrote it. [`Body::of`] writes it again and says the same.
    ///
    /// # Errors
    /// When it is not JSON, or no request of this dialect.
    fn decode_request(&self, body: &str) -> Result<Request, WireError>;

    /// Writes an answer's body, for test servers and stand-ins. [`decode`](Dialect::decode) reads the same again.
    fn encode_reply(&self, reply: &Reply) -> String;

    /// Writes an answer as an event stream, for test servers and stand-ins.
    fn encode_stream(&self, reply: &Reply) -> String;
}

/// Every dialect there is.
pub static DIALECTS: &[&dyn Dialect] = &[
    &OpenAiChatDialect,
    &OpenAiResponsesDialect,
    &AnthropicDialect,
    &GeminiDialect,
];

/// The dialect of that name.
#[must_use]
pub fn dialect(name: &str) -> Option<&'static dyn Dialect> {
    DIALECTS
        .iter()
        .copied()
        .find(|dialect| dialect.name() == name)
}

/// Writes one more item of a list, with the comma before it; none where nothing is written.
fn one_more(out: &mut String, first: bool, write: impl FnOnce(&mut String)) {
    let before = out.len();
    if !first {
        out.push(',');
    }
    let start = out.len();
    write(out);
    if out.len() == start {
        out.truncate(before);
    }
}

/// The profile `wanted`, unless it is strict and not `own`.
fn strict_only(wanted: &'static Profile, own: &Profile) -> &'static Profile {
    if wanted.strict && wanted.name != own.name {
        &PORTABLE
    } else {
        wanted
    }
}
