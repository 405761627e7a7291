//! Anthropic's Messages, as its own servers and several others speak them.
//!
//! Owns the shape of `/messages`. A turn of the model is a list of content blocks; those with more in them
//! than words and calls go back as they came.

mod blocks;
mod decode;
mod encode;
mod error;
mod input;
mod normal;
mod reply;
mod request;
mod stream;
#[cfg(test)]
mod tests;
mod turn;

use super::{
    Dialect, Head, KeyHeader, ProviderError, StreamReader, WireError, one_more, strict_only,
};
use crate::message::{Message, Reply, Request, Settings};
use crate::schema::{ANTHROPIC, Profile};

const NAME: &str = "anthropic";

/// The provider demands a limit: this one holds where the settings have none.
pub(super) const DEFAULT_MAX_TOKENS: u32 = 8_192;

/// The dialect of `/messages`.
///
/// The provider demands a limit of tokens: it is 8192 where [`Settings::max_output_tokens`] is `None`. With
/// [`Settings::reasoning`] the model thinks as much as it finds right, and no tool is forced on it, because
/// the provider refuses that. Further members go into [`Settings::extra`], such as `cache_control`; those of
/// the output's config under a name like `output_config.task_budget`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnthropicDialect;

impl Dialect for AnthropicDialect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn path(&self, _settings: &Settings, _stream: bool) -> String {
        "/messages".to_owned()
    }

    fn key(&self) -> KeyHeader {
        KeyHeader::Header("x-api-key")
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("anthropic-version", "2023-06-01")]
    }

    fn profile(&self, wanted: &'static Profile) -> &'static Profile {
        strict_only(wanted, &ANTHROPIC)
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
