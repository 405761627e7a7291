//! Gemini's `generateContent` and `streamGenerateContent`, as the Gemini API and Vertex AI speak them.
//!
//! Owns their shape. The model stands in the path, not in the body; names may come in either of the two
//! spellings that the provider takes.

mod decode;
mod encode;
mod error;
mod parts;
mod reply;
mod request;
mod stream;
#[cfg(test)]
mod tests;
mod turn;

use super::words::wait_in_words;
use super::{Dialect, Head, KeyHeader, ProviderError, StreamReader, WireError, one_more};
use crate::message::{Message, Reply, Request, Settings};
use crate::schema::{GEMINI, PORTABLE, Profile};

const NAME: &str = "gemini";

/// The dialect of `models/…:generateContent`.
///
/// Further members go into [`Settings::extra`], such as `safetySettings`; those of the generation config
/// under a name like `generationConfig.topK`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GeminiDialect;

impl Dialect for GeminiDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn path(&self, settings: &Settings, stream: bool) -> String {
        let model = &settings.model;
        // Tuned models are named with the collection they are in.
        let folder = if model.contains('/') { "" } else { "models/" };
        let verb = if stream {
            "streamGenerateContent?alt=sse"
        } else {
            "generateContent"
        };
        format!("/{folder}{model}:{verb}")
    }

    fn key(&self) -> KeyHeader {
        KeyHeader::Header("x-goog-api-key")
    }

    fn profile(&self, wanted: &'static Profile) -> &'static Profile {
        // Its reader has rules of its own, and no strict mode: what it has not heard of it may refuse.
        if wanted.name == PORTABLE.name {
            wanted
        } else {
            &GEMINI
        }
    }

    fn head(&self, out: &mut String, head: &Head<'_>) -> bool {
        encode::head(out, head);
        false
    }

    fn message(&self, out: &mut String, message: &Message<'_>, first: bool) {
        one_more(out, first, |out| encode::message(out, message));
    }

    fn decode(&self, body: &str) -> Result<Reply, WireError> {
        decode::reply(body)
    }

    fn decode_error(&self, status: u16, body: &str) -> ProviderError {
        error::of_status(status, body)
    }

    fn retry_after_ms(&self, body: &str) -> Option<u64> {
        error::retry_after_ms(body).or_else(|| wait_in_words(body))
    }

    fn stream(&self) -> Box<dyn StreamReader> {
        Box::new(stream::Reader::default())
    }

    fn decode_request(&self, body: &str) -> Result<Request, WireError> {
        request::read(body)
    }

    fn encode_reply(&self, reply: &Reply) -> String {
        reply::body(reply)
    }

    fn encode_stream(&self, reply: &Reply) -> String {
        reply::stream(reply)
    }
}
