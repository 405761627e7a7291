//! `OpenAI`'s Chat Completions, which many other servers speak as well.
//!
//! Owns the shape of `/chat/completions`. Servers differ in what they leave out, so reading asks for
//! as little as possible.

mod answer;
mod decode;
mod encode;
pub(super) mod fault;
mod request;
mod said;
mod stream;
mod usual;

pub(super) use decode::arguments;
pub(super) use encode::{address, effort_word, tools_and_choice};
pub(super) use request::{choice, media, number, stands, string, take};

use super::{
    Dialect, Head, KeyHeader, ProviderError, StreamReader, WireError, one_more, strict_only,
};
use crate::message::{Message, Reply, Request, Settings};
use crate::schema::{OPENAI_STRICT, Profile};

const NAME: &str = "openai_chat";

/// The dialect of `/chat/completions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenAiChatDialect;

impl Dialect for OpenAiChatDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn path(&self, _: &Settings, _: bool) -> String {
        "/chat/completions".to_owned()
    }

    fn key(&self) -> KeyHeader {
        KeyHeader::Bearer
    }

    fn profile(&self, wanted: &'static Profile) -> &'static Profile {
        strict_only(wanted, &OPENAI_STRICT)
    }

    fn head(&self, out: &mut String, head: &Head<'_>) -> bool {
        encode::head(out, head)
    }

    fn message(&self, out: &mut String, message: &Message<'_>, first: bool) {
        one_more(out, first, |out| encode::message(out, message));
    }

    fn decode(&self, body: &str) -> Result<Reply, WireError> {
        decode::reply(body)
    }

    fn decode_error(&self, status: u16, body: &str) -> ProviderError {
        fault::error(status, body)
    }

    fn stream(&self) -> Box<dyn StreamReader> {
        Box::<stream::Reader>::default()
    }

    fn decode_request(&self, body: &str) -> Result<Request, WireError> {
        request::read(body)
    }

    fn encode_reply(&self, reply: &Reply) -> String {
        answer::whole(reply)
    }

    fn encode_stream(&self, reply: &Reply) -> String {
        answer::stream(reply)
    }
}
