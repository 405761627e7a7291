//! The tolerant reader: JSON with the slips that models make, each one noted where it stands.
//!
//! Repairs syntax that has one meaning; anything else stops it. What is still open at the end of
//! the text is closed and marked: whoever asked decides what that is worth. Each byte is read a
//! bounded number of times; looking ahead is paid for from a stock that grows with the text.

mod bare;
pub(super) mod escape;
mod follow;
mod quoted;

use super::repair::RepairKind;
use super::steps;
use super::tree::{Member, Node, Note, Value};
use crate::schema::check::{Mismatch, Scan, excerpt};

/// Deepest nesting, as in the check.
const MAX_DEPTH: usize = 127;

/// Longest comment that is looked behind ahead of time.
const COMMENT: usize = 512;

/// Why a text is not read.
#[derive(Debug)]
pub(crate) enum Stop {
    /// This is no JSON, but prose with a bracket in it.
    Prose,
    /// This is JSON, but broken.
    Broken(Box<Mismatch>),
    /// Too much would have to be read again.
    Tangled,
}

type Read<T> = Result<T, Stop>;

/// Where a value stands, which decides what may follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Key,
    /// After a key.
    Value,
    Item,
}

/// A list or object that is being read.
#[derive(Debug, Clone, Copy)]
struct Frame {
    close: u8,
    /// The keys of this object have no quotes.
    bare_keys: bool,
}

/// Reads one list or object.
pub(crate) struct Reader<'a> {
    text: &'a str,
    pub(crate) pos: usize,
    frames: Vec<Frame>,
    /// A key with its colon or an item was read: this is meant as JSON.
    pub(crate) committed: bool,
    /// The text ended, or went on as prose, before all was closed.
    pub(crate) cut: bool,
    /// A key or value that was begun is lost in the cut.
    pub(crate) lost: bool,
    /// Behind the last `}` or `]` of the text.
    last_close: usize,
    /// Bytes that may still be looked at ahead.
    fuel: usize,
    notes: Vec<Note>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, pos: usize, last_close: usize, fuel: usize) -> Self {
        Self {
            text,
            pos,
            frames: Vec::new(),
            committed: false,
            cut: false,
            lost: false,
            last_close,
            fuel,
            notes: Vec::new(),
        }
    }

    /// What is left of the bytes that may be looked at ahead.
    pub(crate) fn fuel(&self) -> usize {
        self.fuel
    }

    /// Reads the list or object at the cursor.
    pub(crate) fn read(&mut self) -> Read<Node<'a>> {
        let start = self.pos;
        let node = match self.byte(start) {
            Some(b'{') => self.nested(b'}', Self::object),
            _ => self.nested(b']', Self::list),
        };
        steps::count(self.pos.saturating_sub(start));
        Ok(self.placed(node?, start))
    }

    /// True if another key comes although everything was closed.
    pub(crate) fn goes_on_after_end(&mut self) -> bool {
        let (comma, byte) = self.peek_token(self.pos);
        let (next, _) = self.peek_token(comma + 1);
        byte == Some(b',') && matches!(self.key_at(next), Ok(Some(true)))
    }

    /// The value at the cursor; nothing if the text ends before it begins.
    fn value(&mut self, place: Place) -> Read<Option<Node<'a>>> {
        let Some(first) = self.next_token() else {
            return Ok(None);
        };
        let start = self.pos;
        let before = std::mem::take(&mut self.notes);
        let mut node = match first {
            b'{' => self.nested(b'}', Self::object)?,
            b'[' => self.nested(b']', Self::list)?,
            b',' | b':' | b'}' | b']' => return Err(self.stop("a JSON value")),
            _ => match self.quoted(place)? {
                Some(text) => text,
                None => self.unquoted(place)?,
            },
        };
        node.notes.splice(0..0, before);
        Ok(Some(self.placed(node, start)))
    }

    fn placed(&self, mut node: Node<'a>, start: usize) -> Node<'a> {
        node.raw = self.slice(start, self.pos);
        node
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Notes a change at the value that is read next.
    fn note(&mut self, kind: RepairKind, text: impl Into<String>) {
        let text = text.into();
        self.notes.push(Note { kind, text });
    }

    /// Skips white space and comments; the byte after them stays.
    fn next_token(&mut self) -> Option<u8> {
        loop {
            let start = self.pos;
            self.pos = self.skip_space(start);
            if !self.slice(start, self.pos).is_ascii() {
                self.note(
                    RepairKind::WhiteSpace,
                    "white space that JSON does not have",
                );
            }
            let end = self.comment_end(self.pos, usize::MAX)?;
            if end == self.pos {
                return self.byte(self.pos);
            }
            let comment = excerpt(self.slice(self.pos, end));
            self.note(RepairKind::Comment, comment);
            self.pos = end;
        }
    }

    fn skip_space(&self, mut at: usize) -> usize {
        loop {
            match self.byte(at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
                Some(0x80..) => match self.text.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(c) if is_odd_space(c) => at += c.len_utf8(),
                    _ => return at,
                },
                _ => return at,
            }
        }
    }

    /// Where the comment at `at` ends within `most` bytes: `at` if there is none, nothing if it does not
    /// end there.
    fn comment_end(&self, at: usize, most: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let rest = rest.get(..most).unwrap_or(rest);
        match rest {
            [b'/', b'/', ..] | [b'#', ..] => memchr::memchr(b'\n', rest).map(|end| at + end),
            [b'/', b'*', ..] => memchr::memmem::find(rest.get(2..)?, b"*/").map(|end| at + end + 4),
            _ => Some(at),
        }
    }

    /// The place behind white space and comments, and the byte there; looking ahead.
    fn peek_token(&self, at: usize) -> (usize, Option<u8>) {
        let mut at = self.skip_space(at);
        while let Some(end) = self.comment_end(at, COMMENT).filter(|end| *end > at) {
            at = self.skip_space(end);
        }
        (at, self.byte(at))
    }

    /// Pays for bytes that are looked at ahead.
    fn spend(&mut self, bytes: usize) -> Read<()> {
        steps::count(bytes);
        self.fuel = self.fuel.checked_sub(bytes).ok_or(Stop::Tangled)?;
        Ok(())
    }

    #[cold]
    fn stop(&self, expected: &str) -> Stop {
        if !self.committed {
            return Stop::Prose;
        }
        let got: String = self.rest().chars().take(12).collect();
        Stop::Broken(Box::new(Mismatch {
            pointer: String::new(),
            expected: expected.to_owned(),
            got: excerpt(&got),
            nearest: None,
            offset: self.pos,
        }))
    }

    /// At what is no JSON: if nothing is closed after it either, the value was cut off here and
    /// the rest is chatter.
    fn stop_or_cut(&mut self, expected: &str) -> Read<()> {
        if !self.committed || self.pos < self.last_close {
            return Err(self.stop(expected));
        }
        self.cut = true;
        Ok(())
    }

    /// Reads a list or an object one level down.
    fn nested(
        &mut self,
        close: u8,
        read: fn(&mut Self, &mut Node<'a>) -> Read<()>,
    ) -> Read<Node<'a>> {
        if self.frames.len() >= MAX_DEPTH {
            // Prose does not nest so deep.
            self.committed = true;
            return Err(self.stop("at most 127 levels of nesting"));
        }
        self.frames.push(Frame {
            close,
            bare_keys: false,
        });
        self.pos += 1;
        let empty = if close == b'}' {
            Value::Object(Vec::new())
        } else {
            Value::List(Vec::new())
        };
        let mut node = Node::new(empty, "");
        read(self, &mut node)?;
        node.open = self.cut;
        node.notes.append(&mut self.notes);
        self.frames.pop();
        Ok(node)
    }

    fn object(&mut self, node: &mut Node<'a>) -> Read<()> {
        let mut members = Vec::new();
        let mut more = self.opens(b'}', node);
        while more {
            let Some(member) = self.member()? else {
                self.cut = true;
                break;
            };
            members.push(member);
            more = self.another(b'}', node)?;
        }
        node.value = Value::Object(members);
        Ok(())
    }

    fn list(&mut self, node: &mut Node<'a>) -> Read<()> {
        let mut items = Vec::new();
        let mut more = self.opens(b']', node);
        while more {
            let item = self.value(Place::Item);
            let Some(item) = item.map_err(|stop| stop.under(&items.len().to_string()))? else {
                self.cut = true;
                break;
            };
            self.committed |= !matches!(item.value, Value::Plain(_) | Value::Word(_));
            items.push(item);
            more = self.another(b']', node)?;
        }
        node.value = Value::List(items);
        Ok(())
    }

    /// Behind an opening bracket: false if it is closed at once.
    fn opens(&mut self, close: u8, node: &mut Node<'a>) -> bool {
        let Some(first) = self.after_commas(close) else {
            self.cut = true;
            return false;
        };
        self.pos += usize::from(first == close);
        first != close && !self.closed_around(first, close, node)
    }

    /// True if a bracket closes a list or object around this one, so that its own is missing.
    fn closed_around(&self, byte: u8, close: u8, node: &mut Node<'a>) -> bool {
        let outer = self.frames.len().saturating_sub(1);
        let closes = |frame: &Frame| frame.close == byte;
        let missing = self.committed && byte != close && self.frames.iter().take(outer).any(closes);
        if missing {
            let text = format!("`{}` before `{}`", char::from(close), char::from(byte));
            node.note(RepairKind::MissingCloser, text);
        }
        missing
    }

    /// A key and its value; nothing if the text ends before they are there.
    fn member(&mut self) -> Read<Option<Member<'a>>> {
        let Some(key) = self.key()? else {
            return Ok(None);
        };
        let value = self.value(Place::Value).map_err(|stop| stop.under(&key))?;
        self.lost |= value.is_none();
        Ok(value.map(|value| Member { key, value }))
    }

    /// After a member or item: true if another one follows.
    fn another(&mut self, close: u8, node: &mut Node<'a>) -> Read<bool> {
        if self.cut {
            return Ok(false);
        }
        let mut next = self.next_token();
        let comma = next == Some(b',');
        if comma {
            self.pos += 1;
            next = self.after_commas(close);
        }
        match next {
            None => self.cut = true,
            Some(byte) if byte == close => {
                self.pos += 1;
                if comma {
                    let text = format!("`,` before `{}`", char::from(close));
                    node.note(RepairKind::TrailingComma, text);
                }
                return Ok(false);
            }
            Some(byte) if self.closed_around(byte, close, node) => return Ok(false),
            Some(_) if comma => return self.goes_on(close),
            Some(_) if self.begins_another(close)? => {
                self.note(RepairKind::MissingComma, "`,` before this");
                return Ok(true);
            }
            Some(_) if close == b'}' => self.stop_or_cut("`,` or `}`")?,
            Some(_) => self.stop_or_cut("`,` or `]`")?,
        }
        Ok(false)
    }

    /// What comes behind the comma, and behind others in an object, where they can stand for no value.
    fn after_commas(&mut self, close: u8) -> Option<u8> {
        loop {
            let next = self.next_token();
            if next != Some(b',') || close != b'}' {
                return next;
            }
            self.note(RepairKind::TrailingComma, "`,` without a value before it");
            self.pos += 1;
        }
    }

    /// Behind a comma: false if no key comes and nothing is closed any more.
    fn goes_on(&mut self, close: u8) -> Read<bool> {
        if close == b'}' && self.pos >= self.last_close && self.key_at(self.pos)?.is_none() {
            let quote = matches!(self.byte(self.pos), Some(b'"' | b'\'' | b'`'));
            self.cut |= !quote;
            return Ok(quote);
        }
        Ok(true)
    }
}

impl Stop {
    /// Puts `segment` in front of the pointer; called by each level on the way out.
    #[cold]
    fn under(self, segment: &str) -> Self {
        match self {
            Self::Broken(mismatch) => Self::Broken(mismatch.under(segment)),
            other => other,
        }
    }
}

/// White space that JSON does not have, and what takes no room at all.
pub(super) fn is_odd_space(c: char) -> bool {
    !c.is_ascii()
        && (c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
}

/// A whole text as a value without parts: in quotes, plain, or words.
pub(crate) fn whole_text(text: &str) -> Node<'_> {
    let text = text.trim();
    if is_plain(text) {
        return Node::new(Value::Plain(text), text);
    }
    match quoted::whole(text) {
        Some(node) => node,
        None => Node::new(Value::Word(text), text),
    }
}

/// True if the whole text is `null`, `true`, `false` or a number, as JSON writes it.
pub(crate) fn is_plain(text: &str) -> bool {
    matches!(text, "null" | "true" | "false") || is_number(text)
}

/// True if the whole text is a number as JSON writes it: not `3,14`, not `1 cup`.
pub(crate) fn is_number(text: &str) -> bool {
    if !text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return false;
    }
    let mut scan = Scan::new(text);
    scan.number().is_ok() && scan.pos == text.len()
}
