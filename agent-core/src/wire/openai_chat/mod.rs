//! `OpenAI`'s Chat Completions, which many other servers speak as well.
//!
//! Owns the shape of `/chat/completions`. Servers differ in what they leave out, so reading asks for
//! as little as possible.

mod decode;
mod encode;
mod usual;

use super::{Dialect, ProviderError, WireError};
use crate::message::{Message, Output, Reply, Settings};

/// The dialect of `/chat/completions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenAiChatDialect;

impl Dialect for OpenAiChatDialect {
    fn name(&self) -> &'static str {
        "openai_chat"
    }

    fn path(&self) -> &'static str {
        "/chat/completions"
    }

    fn head(&self, out: &mut String, settings: &Settings, output: &Output<'_>) {
        encode::head(out, settings, output);
    }

    fn message(&self, out: &mut String, message: &Message<'_>, first: bool) {
        if !first {
            out.push(',');
        }
        encode::message(out, message);
    }

    fn tail(&self, out: &mut String) {
        out.push_str("]}");
    }

    fn decode(&self, body: &str) -> Result<Reply, WireError> {
        decode::reply(body)
    }

    fn decode_error(&self, status: u16, body: &str) -> ProviderError {
        decode::error(status, body)
    }
}
