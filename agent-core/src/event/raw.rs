//! Borrows JSON text out of JSON text, without decoding and without allocating.
//!
//! Finds where values end; does not prove that they are JSON. It is meant for text that was
//! checked before (an event's line has a checksum) or that is decoded afterwards, and on any other
//! text it stops with an error or hands out a piece of it, but never panics. Knows nothing of
//! events.

use std::borrow::Cow;
use std::ops::Range;

use crate::schema::check::{Scan, plain_run};

/// Where a text stopped looking like JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} at byte {at}")]
pub struct RawError {
    /// Byte offset in the text that was given.
    pub at: usize,
    /// What should stand there.
    pub expected: &'static str,
}

/// Whether a text is one JSON value, as `serde_json` reads it. May say no to a value that
/// `serde_json` takes, never yes to one that it refuses.
pub(crate) fn is_json(text: &str) -> bool {
    let mut scan = Scan::new(text);
    scan.skip().and_then(|()| scan.end()).is_ok()
}

/// The members of an object in their order: key, and value as it was written.
///
/// Stops after the first error.
///
/// ```
/// use agent_core::event::raw::members;
/// let all: Result<Vec<_>, _> = members(r#"{"a": 1.0e2, "b": [true]}"#).collect();
/// assert_eq!(all?, [("a".into(), "1.0e2"), ("b".into(), "[true]")]);
/// # Ok::<(), agent_core::event::raw::RawError>(())
/// ```
pub fn members(
    object: &str,
) -> impl Iterator<Item = Result<(Cow<'_, str>, &str), RawError>> + use<'_> {
    let mut cursor = Cursor::new(object, b'{', b'}');
    std::iter::from_fn(move || cursor.next_member().transpose()).map(move |found| {
        let (key, value) = found?;
        Ok((unescape(object, key)?, &object[value]))
    })
}

/// The items of an array in their order, as they were written.
///
/// Stops after the first error.
///
/// ```
/// use agent_core::event::raw::items;
/// let all: Result<Vec<_>, _> = items(r#"[1, "a,b", {"c":[]}]"#).collect();
/// assert_eq!(all?, ["1", r#""a,b""#, r#"{"c":[]}"#]);
/// # Ok::<(), agent_core::event::raw::RawError>(())
/// ```
pub fn items(array: &str) -> impl Iterator<Item = Result<&str, RawError>> + use<'_> {
    let mut cursor = Cursor::new(array, b'[', b']');
    std::iter::from_fn(move || cursor.next_item().transpose())
        .map(move |found| found.map(|item| &array[item]))
}

/// The first member of that key, as it was written; `None` too where the text is no object.
///
/// Compares keys as they are written: finds no key that holds an escape.
///
/// ```
/// use agent_core::event::raw::member;
/// assert_eq!(member(r#"{"id":7,"name":"x"}"#, "name"), Some(r#""x""#));
/// ```
#[must_use]
pub fn member<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    let mut cursor = Cursor::new(object, b'{', b'}');
    while let Ok(Some((found, value))) = cursor.next_member() {
        if object[found.start + 1..found.end - 1] == *key {
            return Some(&object[value]);
        }
    }
    None
}

/// An object's member of that key and, if it is the last and written without spaces, the object up
/// to it and without a closing bracket.
pub(crate) fn split_last<'a>(object: &'a str, key: &str) -> Option<(&'a str, Option<&'a str>)> {
    let mut cursor = Cursor::new(object, b'{', b'}');
    while let Ok(Some((found, value))) = cursor.next_member() {
        if object[found.start + 1..found.end - 1] == *key {
            let last = value.end + 1 == object.len();
            let before = object[..found.start].trim_end_matches(',');
            return Some((&object[value], last.then_some(before)));
        }
    }
    None
}

/// The places of a key (with its quotes) and of its value.
pub(crate) type Member = (Range<usize>, Range<usize>);

/// A place in an object or an array, between two of its entries.
pub(crate) struct Cursor<'a> {
    text: &'a [u8],
    /// The byte that is looked at next.
    pub(crate) at: usize,
    open: u8,
    close: u8,
    state: State,
}

enum State {
    Before,
    Inside,
    Over,
}

impl<'a> Cursor<'a> {
    /// Stands before a text that should begin with `open` and end with `close`.
    pub(crate) fn new(text: &'a str, open: u8, close: u8) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
            open,
            close,
            state: State::Before,
        }
    }

    /// The next key (with its quotes) and value of an object.
    pub(crate) fn next_member(&mut self) -> Result<Option<Member>, RawError> {
        if !self.enter()? {
            return Ok(None);
        }
        let key = self.guard(Self::skip_key)?;
        let value = self.guard(Self::skip_value)?;
        Ok(Some((key, value)))
    }

    /// The next item of an array.
    fn next_item(&mut self) -> Result<Option<Range<usize>>, RawError> {
        if !self.enter()? {
            return Ok(None);
        }
        self.guard(Self::skip_value).map(Some)
    }

    /// Runs one step; after an error nothing more is found.
    fn guard<T>(&mut self, step: fn(&mut Self) -> Result<T, RawError>) -> Result<T, RawError> {
        let found = step(self);
        if found.is_err() {
            self.state = State::Over;
        }
        found
    }

    /// Moves to the next entry; false where there is none.
    fn enter(&mut self) -> Result<bool, RawError> {
        match self.state {
            State::Before => self.guard(Self::enter_first),
            State::Inside => self.guard(Self::enter_next),
            State::Over => Ok(false),
        }
    }

    fn enter_first(&mut self) -> Result<bool, RawError> {
        self.skip_space();
        let opened = if self.open == b'{' { "`{`" } else { "`[`" };
        self.take(self.open, opened)?;
        self.skip_space();
        self.state = State::Inside;
        if self.peek() == Some(self.close) {
            return self.leave();
        }
        Ok(true)
    }

    fn enter_next(&mut self) -> Result<bool, RawError> {
        self.skip_space();
        match self.peek() {
            Some(byte) if byte == self.close => self.leave(),
            Some(b',') => {
                self.at += 1;
                self.skip_space();
                Ok(true)
            }
            _ => Err(self.error("`,` or the closing bracket")),
        }
    }

    /// Steps over the closing bracket; only white space may follow.
    fn leave(&mut self) -> Result<bool, RawError> {
        self.at += 1;
        self.skip_space();
        self.state = State::Over;
        if self.at < self.text.len() {
            return Err(self.error("the end of the text"));
        }
        Ok(false)
    }

    fn skip_key(&mut self) -> Result<Range<usize>, RawError> {
        let start = self.at;
        self.take(b'"', "a key in quotes")?;
        self.skip_string()?;
        let key = start..self.at;
        self.skip_space();
        self.take(b':', "`:`")?;
        self.skip_space();
        Ok(key)
    }

    /// Steps over one value.
    fn skip_value(&mut self) -> Result<Range<usize>, RawError> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.skip_string()?;
            }
            Some(b'{' | b'[') => self.skip_brackets()?,
            _ => self.skip_scalar()?,
        }
        Ok(start..self.at)
    }

    /// Steps to behind the closing quote; the opening one is behind us.
    fn skip_string(&mut self) -> Result<(), RawError> {
        while let Some(found) = quote_or_escape(self.rest()) {
            self.at += found + 1;
            if self.text[self.at - 1] == b'"' {
                return Ok(());
            }
            // Only a whole ASCII character may be stepped over, or slices would split one.
            match self.peek() {
                Some(byte) if byte.is_ascii() => self.at += 1,
                _ => return Err(self.error("the rest of an escape")),
            }
        }
        self.at = self.text.len();
        Err(self.error("the closing quote"))
    }

    /// Steps over an object or array by counting brackets.
    fn skip_brackets(&mut self) -> Result<(), RawError> {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => self.skip_string()?,
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 1 => return Ok(()),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
        Err(self.error("the closing bracket"))
    }

    /// Steps over a number, `true`, `false` or `null`.
    fn skip_scalar(&mut self) -> Result<(), RawError> {
        let start = self.at;
        while let Some(b'0'..=b'9' | b'a'..=b'z' | b'E' | b'+' | b'-' | b'.') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.error("a value"));
        }
        Ok(())
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8, expected: &'static str) -> Result<(), RawError> {
        if self.peek() != Some(byte) {
            return Err(self.error(expected));
        }
        self.at += 1;
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn error(&self, expected: &'static str) -> RawError {
        RawError {
            at: self.at,
            expected,
        }
    }
}

/// How far the next quote or backslash is; texts of JSON inside JSON are full of them.
fn quote_or_escape(text: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        from += plain_run(rest);
        match text.get(from) {
            Some(b'"' | b'\\') => return Some(from),
            Some(_) => from += 1,
            None => return None,
        }
    }
    None
}

/// The key without its quotes, its escapes resolved.
fn unescape(text: &str, key: Range<usize>) -> Result<Cow<'_, str>, RawError> {
    let (start, quoted) = (key.start, &text[key]);
    let inner = &quoted[1..quoted.len() - 1];
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(inner));
    }
    serde_json::from_str(quoted)
        .map(Cow::Owned)
        .map_err(|_| RawError {
            at: start,
            expected: "a key with legal escapes",
        })
}
