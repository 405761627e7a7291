//! The envelope of an event and its line of text.
//!
//! `{"crc":"9f3a01bc","seq":12,"at":1763726160000,"type":"call_returned","data":{…}}`
//!
//! Owns the line and its checksum. Knows nothing of the facts inside
//! `data`, which stays the text that it was.

use std::fmt::{self, Write};
use std::sync::Arc;

use serde::de::IgnoredAny;

use super::envelope::{Envelope, in_order, wrong_type};
use super::raw::{self, Cursor};
use super::{LineError, LineFault, Time};

/// One fact: a line of text that is kept byte for byte, and the envelope read from it.
///
/// Cheap to clone. Members of the envelope that this version does not know survive.
///
/// ```
/// use agent_core::event::{Event, Time};
/// let event = Event::new(1, Time(0), "started", r#"{"input":"hello"}"#);
/// assert_eq!(Event::from_line(event.line())?, event);
/// assert_eq!(event.kind(), "started");
/// assert_eq!(event.data(), r#"{"input":"hello"}"#);
/// # Ok::<(), agent_core::event::LineError>(())
/// ```
#[derive(Clone)]
pub struct Event {
    line: Arc<str>,
    seq: u64,
    at: Time,
    kind_start: u32,
    kind_end: u32,
    data_start: u32,
    /// Known to read back, so that no store needs to look.
    proven: bool,
}

/// `{"crc":"` before the checksum and `",` behind it.
const BEFORE: &str = "{\"crc\":\"";
const BEHIND: &str = "\",";
/// Room for everything but the kind and the data.
const HEAD: usize = 96;
/// The checksum covers everything from here on.
pub(super) const COVERED: usize = BEFORE.len() + 8 + BEHIND.len();

impl Event {
    /// The number of a thread's first event; the numbers rise by one, so that an event's number
    /// is its line's number and the last one is the thread's length.
    pub const FIRST: u64 = 1;

    /// Writes the line of a new event.
    ///
    /// `kind` is a plain name (`call_returned`) and `data` one JSON value. Line breaks between
    /// its tokens become spaces. What is no JSON is found by [`Event::check`], which every store
    /// asks before it writes.
    #[must_use]
    pub fn new(seq: u64, at: Time, kind: &str, data: &str) -> Self {
        let mut line = String::with_capacity(HEAD + kind.len() + data.len());
        // Writing to a String cannot fail.
        let _ = write!(
            line,
            "{BEFORE}00000000{BEHIND}\"seq\":{seq},\"at\":{},\"type\":\"",
            at.0
        );
        let kind_start = line.len();
        line.push_str(kind);
        let kind_end = line.len();
        line.push_str("\",\"data\":");
        let data_start = line.len();
        push_one_line(&mut line, data);
        line.push('}');
        let crc = checksum(&line[COVERED..]);
        line.replace_range(BEFORE.len()..BEFORE.len() + 8, &crc);
        Self {
            line: line.into(),
            seq,
            at,
            kind_start: place(kind_start),
            kind_end: place(kind_end),
            data_start: place(data_start),
            proven: false,
        }
    }

    /// Says that `data` is one JSON value and `kind` a plain name.
    pub(crate) fn proven(self) -> Self {
        Self {
            proven: true,
            ..self
        }
    }

    /// Whether it was made in this process of a fact that [reads back](super::Fact::reads_back).
    #[cfg(feature = "run")]
    pub(crate) const fn is_proven(&self) -> bool {
        self.proven
    }

    /// Reads a line, without its line break.
    ///
    /// # Errors
    /// [`LineError`] names the first field that is off, or `crc` where only the bytes differ from
    /// those that were written.
    pub fn from_line(line: &str) -> Result<Self, LineError> {
        Self::read(line, None)
    }

    /// Reads the line of the event with that number.
    ///
    /// # Errors
    /// As [`Event::from_line`], and where the line holds another number.
    pub fn from_line_at(line: &str, seq: u64) -> Result<Self, LineError> {
        Self::read(line, Some(seq))
    }

    /// Reads a line of bytes as [`Event::from_line_at`] reads text.
    ///
    /// # Errors
    /// As there; bytes that are no UTF-8 are named as such, with their field.
    pub fn from_bytes_at(line: &[u8], seq: u64) -> Result<Self, LineError> {
        let utf8 = match std::str::from_utf8(line) {
            Ok(text) => return Self::from_line_at(text, seq),
            Err(utf8) => utf8,
        };
        let text = String::from_utf8_lossy(line);
        let field = Self::from_line_at(&text, seq).map_or_else(|e| e.field, |_| "crc".to_owned());
        Err(LineError::new(field, utf8.valid_up_to(), LineFault::Utf8))
    }

    /// Proves that the line can be read back as this event.
    ///
    /// # Errors
    /// [`LineError`], where `kind` was no plain name or `data` not one JSON value.
    pub fn check(&self) -> Result<(), LineError> {
        if self.proven || self.is_plain() {
            return Ok(());
        }
        let read = Envelope::of(&self.line)?;
        if (read.kind.0, read.kind.1, read.data_start)
            != (self.kind_start, self.kind_end, self.data_start)
        {
            let at = self.kind_start as usize;
            let fault = wrong_type("a plain name", self.kind());
            return Err(LineError::new("type", at, fault));
        }
        broken_json("data", self.data(), self.data_start as usize).map_or(Ok(()), Err)
    }

    /// That this is the event with that number.
    pub(crate) fn expect(&self, seq: u64) -> Result<(), LineError> {
        in_order(COVERED, seq, self.seq)
    }

    /// The whole line, without a line break.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The event's place in its thread, from [`Event::FIRST`].
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// When it was written down.
    #[must_use]
    pub fn at(&self) -> Time {
        self.at
    }

    /// What kind of fact, such as `call_returned`.
    #[must_use]
    pub fn kind(&self) -> &str {
        let (start, end) = (self.kind_start as usize, self.kind_end as usize);
        self.line.get(start..end).unwrap_or_default()
    }

    /// The fact, as JSON text.
    #[must_use]
    pub fn data(&self) -> &str {
        let (start, end) = (self.data_start as usize, self.line.len() - 1);
        self.line.get(start..end).unwrap_or_default()
    }

    /// Whether the line is one that [`Event::new`] wrote from a plain name and one JSON value: then
    /// it reads back, and nothing needs to be searched for a fault.
    fn is_plain(&self) -> bool {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        self.data_start < u32::MAX && self.kind().bytes().all(plain) && raw::is_json(self.data())
    }

    fn read(line: &str, expected: Option<u64>) -> Result<Self, LineError> {
        let recorded = recorded(line)?;
        let computed = checksum(&line[COVERED..]);
        if recorded != computed {
            return Err(diagnose(line, expected, &computed));
        }
        let read = Envelope::of(line)?;
        read.expect(expected)?;
        Ok(Self {
            line: line.into(),
            seq: read.seq,
            at: read.at,
            kind_start: read.kind.0,
            kind_end: read.kind.1,
            data_start: read.data_start,
            proven: false,
        })
    }
}

impl PartialEq for Event {
    /// Events are equal when their lines are.
    fn eq(&self, other: &Self) -> bool {
        self.line == other.line
    }
}

impl Eq for Event {}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event({})", self.line)
    }
}

/// A place near the start of a line that we wrote; `Event::check` refuses what does not fit.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The checksum that the line states.
fn recorded(line: &str) -> Result<&str, LineError> {
    line.strip_prefix(BEFORE)
        .and_then(|rest| rest.split_at_checked(8))
        .filter(|(_, rest)| rest.starts_with(BEHIND))
        .map(|(crc, _)| crc)
        .ok_or_else(|| LineError::new("crc", 0, LineFault::Head))
}

fn checksum(covered: &str) -> String {
    let crc = crc32fast::hash(covered.as_bytes());
    let digit = |at: u32| char::from_digit(crc >> (28 - 4 * at) & 15, 16);
    (0..8).filter_map(digit).collect()
}

/// Appends JSON text; outside of strings, where alone a raw line break is legal, space is space.
fn push_one_line(line: &mut String, data: &str) {
    let mut rest = data.trim();
    while let Some(at) = memchr::memchr2(b'\n', b'\r', rest.as_bytes()) {
        line.push_str(&rest[..at]);
        line.push(' ');
        rest = &rest[at + 1..];
    }
    line.push_str(rest);
}

/// Says what is off in a line whose checksum does not match.
fn diagnose(line: &str, expected: Option<u64>, computed: &str) -> LineError {
    let read = match Envelope::of(line) {
        Ok(read) => read,
        Err(error) => return error,
    };
    if let Err(error) = read.expect(expected) {
        return error;
    }
    let start = read.data_start as usize;
    broken_json("data", &line[start..line.len() - 1], start).unwrap_or_else(|| {
        let fault = LineFault::Changed {
            recorded: line[BEFORE.len()..BEFORE.len() + 8].to_owned(),
            computed: computed.to_owned(),
        };
        LineError::new("crc", BEFORE.len(), fault)
    })
}

/// The innermost member whose text is no JSON; `start` is the text's place in the line.
fn broken_json(field: &str, text: &str, start: usize) -> Option<LineError> {
    let error = serde_json::from_str::<IgnoredAny>(text).err()?;
    let mut cursor = Cursor::new(text, b'{', b'}');
    while let Ok(Some((key, value))) = cursor.next_member() {
        let path = format!("{field}.{}", &text[key.start + 1..key.end - 1]);
        let found = broken_json(&path, &text[value.clone()], start + value.start);
        if found.is_some() {
            return found;
        }
    }
    let at = start + error.column().saturating_sub(1);
    Some(LineError::new(
        field,
        at,
        LineFault::Json(error.to_string()),
    ))
}
