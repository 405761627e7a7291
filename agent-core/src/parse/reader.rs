//! The tolerant reader: JSON with the slips that models make, each one recorded.
//!
//! Repairs syntax that has one meaning only; anything else stops it. Never closes what is open.

use std::borrow::Cow;

use super::repair::{Repair, RepairKind};
use super::tree::{Node, push_segment};
use crate::schema::check::{Mismatch, Scan, excerpt};

/// Deepest nesting, as in the check.
const MAX_DEPTH: u8 = 127;
/// Most repairs that are noted one by one; a text with more is noted no further.
const MAX_REPAIRS: usize = 256;

/// Why a text is not read.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The text ends inside the value.
    Cut,
    /// This is no JSON, but prose with a bracket in it.
    Prose,
    /// This is JSON, but broken.
    Broken(Mismatch),
}

/// Reads one value.
pub(crate) struct Reader<'a> {
    text: &'a str,
    pub(crate) pos: usize,
    pub(crate) repairs: Vec<Repair>,
    pointer: String,
    depth: u8,
    /// A key with its colon or an item was read: this is meant as JSON.
    committed: bool,
}

type Read<T> = Result<T, Stop>;

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str, pos: usize) -> Self {
        let pointer = String::new();
        Self {
            text,
            pos,
            repairs: Vec::new(),
            pointer,
            depth: 0,
            committed: false,
        }
    }

    pub(crate) fn value(&mut self) -> Read<Node<'a>> {
        match self.next_token()? {
            '{' => self.nested(Self::object),
            '[' => self.nested(Self::list),
            quote @ ('"' | '\'') => self.string(quote).map(Node::Text),
            '-' | '0'..='9' => self.number(),
            first if first.is_ascii_alphabetic() => self.literal(),
            _ => Err(self.stop("a JSON value")),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    /// Skips white space and comments; the character after them stays.
    fn next_token(&mut self) -> Read<char> {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            self.pos += blank;
            if !self.comment()? {
                return self.rest().chars().next().ok_or(Stop::Cut);
            }
        }
    }

    /// Passes over a comment, if there is one; one without end is cut off.
    fn comment(&mut self) -> Read<bool> {
        let rest = self.rest();
        let end = match rest.as_bytes() {
            [b'/', b'/', ..] | [b'#', ..] => rest.find('\n'),
            [b'/', b'*', ..] => rest
                .get(2..)
                .and_then(|inner| inner.find("*/"))
                .map(|end| end + 4),
            _ => return Ok(false),
        };
        let end = end.ok_or(Stop::Cut)?;
        self.repair(
            RepairKind::Comment,
            excerpt(rest.get(..end).unwrap_or_default()),
        );
        self.pos += end;
        Ok(true)
    }

    fn repair(&mut self, kind: RepairKind, note: impl Into<String>) {
        if self.repairs.len() < MAX_REPAIRS {
            self.repairs.push(Repair::new(kind, &self.pointer, note));
        }
    }

    fn stop(&self, expected: &str) -> Stop {
        if !self.committed {
            return Stop::Prose;
        }
        let got = self.rest().chars().take(12).collect::<String>();
        Stop::Broken(Mismatch {
            pointer: self.pointer.clone(),
            expected: expected.to_owned(),
            got: excerpt(&got),
            nearest: None,
            offset: self.pos,
        })
    }

    /// Reads a list or an object one level down.
    fn nested(&mut self, read: fn(&mut Self) -> Read<Node<'a>>) -> Read<Node<'a>> {
        if self.depth >= MAX_DEPTH {
            return Err(self.stop("at most 127 levels of nesting"));
        }
        self.depth += 1;
        self.pos += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn object(&mut self) -> Read<Node<'a>> {
        let mut members = Vec::new();
        if self.next_token()? == '}' {
            self.pos += 1;
            return Ok(Node::Object(members));
        }
        loop {
            let key = self.key()?;
            if self.next_token()? != ':' {
                return Err(self.stop("`:` after the key"));
            }
            self.pos += 1;
            self.committed = true;
            let value = self.below(&key)?;
            members.push((key, value));
            if self.closes('}', "`,` or `}`")? {
                return Ok(Node::Object(members));
            }
        }
    }

    fn list(&mut self) -> Read<Node<'a>> {
        let mut items = Vec::new();
        if self.next_token()? == ']' {
            self.pos += 1;
            return Ok(Node::List(items));
        }
        loop {
            let item = self.below(&items.len().to_string())?;
            self.committed |= !matches!(item, Node::Plain(_));
            items.push(item);
            if self.closes(']', "`,` or `]`")? {
                return Ok(Node::List(items));
            }
        }
    }

    /// Reads the value that the pointer leads to with one more segment.
    fn below(&mut self, segment: &str) -> Read<Node<'a>> {
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        let value = self.value()?;
        self.pointer.truncate(length);
        Ok(value)
    }

    /// After a member or item: true if it was the last one.
    fn closes(&mut self, close: char, expected: &str) -> Read<bool> {
        let comma = self.next_token()? == ',';
        self.pos += usize::from(comma);
        if self.next_token()? == close {
            self.pos += 1;
            if comma {
                self.repair(RepairKind::TrailingComma, format!("`,` before `{close}`"));
            }
            return Ok(true);
        }
        if comma {
            Ok(false)
        } else {
            Err(self.stop(expected))
        }
    }

    fn key(&mut self) -> Read<Cow<'a, str>> {
        match self.next_token()? {
            quote @ ('"' | '\'') => self.string(quote),
            first if first.is_ascii_alphabetic() || matches!(first, '_' | '$') => {
                let word = self.word();
                self.repair(RepairKind::UnquotedKey, excerpt(word));
                Ok(word.into())
            }
            _ => Err(self.stop("a key in double quotes")),
        }
    }

    /// Takes letters, digits and what else may stand in names and numbers.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let inner = |c: char| c.is_alphanumeric() || "_$-+.".contains(c);
        let end = rest.find(|c| !inner(c)).unwrap_or(rest.len());
        self.pos += end;
        rest.get(..end).unwrap_or_default()
    }

    fn literal(&mut self) -> Read<Node<'a>> {
        let start = self.pos;
        let word = self.word();
        let json = match word {
            "true" | "false" | "null" => return Ok(Node::Plain(word)),
            "True" => "true",
            "False" => "false",
            "None" => "null",
            _ if self.rest().is_empty() => return Err(Stop::Cut),
            _ => {
                self.pos = start;
                return Err(self.stop("a JSON value"));
            }
        };
        self.repair(RepairKind::PythonLiteral, format!("`{word}`"));
        Ok(Node::Plain(json))
    }

    fn number(&mut self) -> Read<Node<'a>> {
        let start = self.pos;
        let word = self.word();
        let mut scan = Scan::new(word);
        if scan.number().is_ok() && scan.pos == word.len() {
            return Ok(Node::Plain(word));
        }
        if self.rest().is_empty() {
            return Err(Stop::Cut);
        }
        self.pos = start;
        Err(self.stop("a number as JSON writes it"))
    }

    /// Reads a string in either quotes.
    fn string(&mut self, quote: char) -> Read<Cow<'a, str>> {
        let start = self.pos + 1;
        let raw = self.raw_string(quote)?;
        if quote == '\'' {
            self.repair(RepairKind::SingleQuotes, excerpt(raw));
        }
        let odd = |c: char| c == '\\' || c.is_control();
        if !raw.contains(odd) {
            return Ok(raw.into());
        }
        let written = normalized(raw);
        if raw.contains(|c: char| c < ' ') || raw.contains("\\'") {
            self.repair(
                RepairKind::Escape,
                "a raw control character or `\\'` in a string",
            );
        }
        serde_json::from_str(&written).map(Cow::Owned).map_err(|_| {
            self.pos = start;
            self.stop("a string with valid escapes")
        })
    }

    /// The text between the quotes; the cursor goes behind them.
    fn raw_string(&mut self, quote: char) -> Read<&'a str> {
        let inner = self.text.get(self.pos + 1..).unwrap_or_default();
        let mut escaped = false;
        for (end, c) in inner.char_indices() {
            if c == quote && !escaped {
                self.pos += end + 2;
                return Ok(inner.get(..end).unwrap_or_default());
            }
            escaped = c == '\\' && !escaped;
        }
        Err(Stop::Cut)
    }
}

/// The string as JSON writes it: control characters escaped, `\'` plain, `"` escaped.
fn normalized(raw: &str) -> String {
    let mut written = String::from("\"");
    let mut escaped = false;
    for c in raw.chars() {
        match c {
            '\'' if escaped => {
                written.pop();
                written.push(c);
            }
            '"' if !escaped => written.push_str("\\\""),
            c if c < ' ' && !escaped => written.extend([format!("\\u{:04x}", u32::from(c))]),
            c => written.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    written.push('"');
    written
}
