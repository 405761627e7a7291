//! An answer that comes in pieces: from bytes to deltas, and to the same reply that one whole body gives.

use super::sse::{Events, SseEvent};
use super::{Dialect, WireError};
use crate::message::{Delta, Reply};

/// The most that an answer may have in all, in bytes.
const LONGEST: usize = 64 << 20;

/// A dialect's reader of events. Pure: it waits for nothing.
pub trait StreamReader: Send {
    /// Takes in one event and adds what it says.
    ///
    /// # Errors
    /// When the event is not what the dialect writes, or carries an error.
    fn event(&mut self, event: &SseEvent, deltas: &mut Vec<Delta>) -> Result<(), WireError>;

    /// The whole answer, once the stream has ended.
    ///
    /// # Errors
    /// [`WireError::CutOff`] when the stream ended before the answer did: half an answer is none.
    fn finish(self: Box<Self>) -> Result<Reply, WireError>;
}

/// A 2xx answer that is coming in.
///
/// A server that ignores the wish for a stream and answers with one whole body is understood all the same.
///
/// ```
/// # use agent_core::{message::Delta, wire::{Incoming, OpenAiChatDialect}};
/// let mut answer = Incoming::new(&OpenAiChatDialect);
/// let mut deltas = Vec::new();
/// answer.push(b"data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n", &mut deltas)?;
/// assert_eq!(deltas, [Delta::Text("Hi".into())]);
/// answer.push(b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", &mut deltas)?;
/// assert_eq!(answer.finish()?.text.as_deref(), Some("Hi"));
/// # Ok::<(), agent_core::wire::WireError>(())
/// ```
pub struct Incoming {
    dialect: &'static dyn Dialect,
    events: Events,
    reader: Box<dyn StreamReader>,
    /// All bytes, as long as no event was among them.
    whole: Option<Vec<u8>>,
    bytes: usize,
}

impl Incoming {
    /// An answer of which nothing has come yet.
    #[must_use]
    pub fn new(dialect: &'static dyn Dialect) -> Self {
        Self {
            dialect,
            events: Events::default(),
            reader: dialect.stream(),
            whole: Some(Vec::new()),
            bytes: 0,
        }
    }

    /// Takes in the next bytes and adds what they say.
    ///
    /// # Errors
    /// When they are not what the dialect writes, or carry an error. Nothing may be pushed after that.
    pub fn push(&mut self, bytes: &[u8], deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        self.bytes += bytes.len();
        if self.bytes > LONGEST {
            return Err(WireError::TooLong { limit: LONGEST });
        }
        if let Some(whole) = &mut self.whole {
            whole.extend_from_slice(bytes);
        }
        let mut found = Vec::new();
        self.events.push(bytes, &mut found)?;
        if !found.is_empty() {
            self.whole = None;
        }
        found
            .iter()
            .try_for_each(|event| self.reader.event(event, deltas))
    }

    /// The whole answer, once the last byte has come.
    ///
    /// # Errors
    /// [`WireError::CutOff`] when the stream ended before the answer did; as [`Dialect::decode`] when the
    /// answer was no stream.
    pub fn finish(mut self) -> Result<Reply, WireError> {
        let last = self.events.finish();
        if let Some(whole) = self
            .whole
            .filter(|whole| last.is_none() || is_no_stream(whole))
        {
            let body = std::str::from_utf8(&whole).map_err(|error| WireError::NotUtf8 {
                at: error.valid_up_to(),
            })?;
            return self.dialect.decode(body);
        }
        if let Some(last) = last {
            match self.reader.event(&last, &mut Vec::new()) {
                // It is the piece of an event: whether the answer was over before it, the reader knows.
                Ok(()) | Err(WireError::NotJson { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.reader.finish()
    }
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming")
            .field("dialect", &self.dialect.name())
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

/// Whether a body begins as JSON or a page does, and no event can.
fn is_no_stream(body: &[u8]) -> bool {
    matches!(body.trim_ascii_start().first(), Some(b'{' | b'[' | b'<'))
}

/// Reads an event stream that is there as a whole.
///
/// # Errors
/// As [`Incoming::push`] and [`Incoming::finish`].
pub fn read_stream(dialect: &'static dyn Dialect, body: &[u8]) -> Result<Reply, WireError> {
    let mut answer = Incoming::new(dialect);
    answer.push(body, &mut Vec::new())?;
    answer.finish()
}
