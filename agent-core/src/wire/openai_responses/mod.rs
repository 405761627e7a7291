//! `OpenAI`'s Responses.
//!
//! Owns the shape of `/responses`: a flat list of items in, a list of items out. Items of the model's turn that are
//! neither words nor calls are kept as they came and sent back.

mod answer;
mod decode;
mod encode;
mod items;
mod request;
mod stream;

use super::openai_chat::fault;
use super::{
    Dialect, Head, KeyHeader, ProviderError, StreamReader, WireError, one_more, strict_only,
};
use crate::message::{Message, Reply, Request, Settings};
use crate::schema::{OPENAI_STRICT, Profile};

const NAME: &str = "openai_responses";

/// The dialect of `/responses`.
///
/// It has no seed. Where [`Settings::reasoning`] is set, the reasoning is asked for in its encrypted form too, so
/// that the next request can hand it back without anything being stored with the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenAiResponsesDialect;

impl Dialect for OpenAiResponsesDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn path(&self, _: &Settings, _: bool) -> String {
        "/responses".to_owned()
    }

    fn key(&self) -> KeyHeader {
        KeyHeader::Bearer
    }

    fn profile(&self, wanted: &'static Profile) -> &'static Profile {
        strict_only(wanted, &OPENAI_STRICT)
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
