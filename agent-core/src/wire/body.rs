//! A request's body as segments that are written once and sent many times.

use std::sync::Arc;

use super::{Dialect, Head};
use crate::message::{Message, Request};

/// A request's body in ready segments.
///
/// Segments are shared, never copied: a turn's body is the last turn's segments and a few more.
///
/// ```
/// # use agent_core::wire::Body;
/// let mut body = Body::default();
/// body.push("{\"messages\":[".into());
/// body.push("]}".into());
/// assert_eq!(body.to_text(), "{\"messages\":[]}");
/// assert_eq!(body.len(), 15);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    segments: Vec<Arc<str>>,
    bytes: usize,
    /// FNV-1a of the segments so far, so that a longer body does not begin anew.
    hash: u64,
}

impl Default for Body {
    fn default() -> Self {
        Self {
            segments: Vec::new(),
            bytes: 0,
            hash: 0xcbf2_9ce4_8422_2325,
        }
    }
}

impl Body {
    /// The whole body of a short conversation, written at once.
    #[must_use]
    pub fn whole(dialect: &dyn Dialect, head: &Head<'_>, messages: &[Message<'_>]) -> Self {
        let mut text = String::new();
        let mut any = dialect.head(&mut text, head);
        for message in messages {
            dialect.message(&mut text, message, !any);
            any = true;
        }
        Self::finished(dialect, text)
    }

    /// The body of a request that was read with [`Dialect::decode_request`]: by meaning, the same again.
    #[must_use]
    pub fn of(dialect: &dyn Dialect, request: &Request) -> Self {
        let mut text = String::new();
        let system: Vec<&str> = request.system.iter().map(String::as_str).collect();
        let mut any = request.output.with(|output| {
            let head = Head {
                settings: &request.settings,
                output,
                system: &system,
                stream: request.stream,
            };
            dialect.head(&mut text, &head)
        });
        for message in &request.messages {
            message.with(|message| dialect.message(&mut text, message, !any));
            any = true;
        }
        Self::finished(dialect, text)
    }

    fn finished(dialect: &dyn Dialect, mut text: String) -> Self {
        dialect.tail(&mut text);
        let mut body = Self::default();
        body.push(text.into());
        body
    }

    /// Adds a segment at the end.
    pub fn push(&mut self, segment: Arc<str>) {
        self.bytes += segment.len();
        self.hash = fnv(self.hash, &segment);
        self.segments.push(segment);
    }

    /// Adds text behind the segments from `first` on, joined with those before it that are not much
    /// longer. A segment costs a transport more than a short copy: like this there are few of them,
    /// and a byte is copied a few times in all, not once a turn.
    pub(crate) fn grow(&mut self, first: usize, text: String) {
        let mut joined = text;
        let (bytes, hash) = (self.bytes, self.hash);
        let mut taken = 0;
        while self.segments.len() > first
            && let Some(last) = self.segments.pop_if(|last| last.len() < 2 * joined.len())
        {
            taken += last.len();
            joined.insert_str(0, &last);
        }
        self.bytes = bytes + joined.len() - taken;
        self.hash = fnv(hash, &joined[taken..]);
        self.segments.push(joined.into());
    }

    /// The segments, in order.
    #[must_use]
    pub fn segments(&self) -> &[Arc<str>] {
        &self.segments
    }

    /// The segments themselves, for a transport that keeps them.
    #[must_use]
    pub fn into_segments(self) -> Vec<Arc<str>> {
        self.segments
    }

    /// Bytes in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// Whether there is no byte in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// FNV-1a of all bytes: tells requests apart in a log.
    #[must_use]
    pub const fn hash(&self) -> u64 {
        self.hash
    }

    /// All segments as one text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(self.bytes);
        self.segments
            .iter()
            .for_each(|segment| text.push_str(segment));
        text
    }
}

fn fnv(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
