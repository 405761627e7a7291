//! Texts in quotes of any kind.

use super::escape::{dedented, unescaped, without_info};
use super::follow::{Follow, KEY};
use super::{Place, Read, Reader};
use crate::parse::repair::RepairKind;
use crate::parse::tree::{Node, Value};
use crate::schema::check::excerpt;

/// The kinds of quotes: how they open and close. Longer ones come first.
const QUOTES: [(&str, &str); 19] = [
    ("\"\"\"", "\"\"\""),
    ("'''", "'''"),
    ("```", "```"),
    ("\\\"", "\\\""),
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("\u{201c}", "\u{201d}"),
    ("\u{2018}", "\u{2019}"),
    ("\u{201c}", "\u{201c}"),
    ("\u{2018}", "\u{2018}"),
    ("\u{201d}", "\u{201d}"),
    ("\u{2019}", "\u{2019}"),
    ("\u{201e}", "\u{201c}"),
    ("\u{201e}", "\u{201d}"),
    ("\u{201a}", "\u{2018}"),
    ("\u{ab}", "\u{bb}"),
    ("\u{300c}", "\u{300d}"),
    ("\u{300e}", "\u{300f}"),
];

/// Where a text ends.
struct End {
    /// Where its last character ends.
    at: usize,
    /// Where the value ends.
    next: usize,
    /// Quotes inside that should have been escaped.
    inner: usize,
    missing: Missing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Nothing,
    /// The quote at the end, before another key.
    Quote,
    /// The end of the text.
    End,
}

impl<'a> Reader<'a> {
    /// The text at the cursor, if it begins with a quote.
    pub(super) fn quoted(&mut self, place: Place) -> Read<Option<Node<'a>>> {
        let rest = self.rest();
        let Some(byte) = rest.bytes().next().filter(|byte| opens(*byte)) else {
            return Ok(None);
        };
        let long = QUOTES
            .iter()
            .take(3)
            .find(|quote| begins(rest, byte, quote.0));
        if let Some(quote) = long
            && let Some(node) = self.block(quote.0, place)?
        {
            return Ok(Some(node));
        }
        match self.short_quote(byte)? {
            Some((open, close)) => self.text(open, close, place),
            None => Ok(None),
        }
    }

    /// The quote at the cursor; of those that open alike the first one that is ever closed.
    fn short_quote(&mut self, byte: u8) -> Read<Option<(&'static str, &'static str)>> {
        let rest = self.rest();
        let mut alike = QUOTES
            .iter()
            .skip(3)
            .filter(|quote| begins(rest, byte, quote.0));
        let Some(first) = alike.next() else {
            return Ok(None);
        };
        let mut others = alike.peekable();
        if others.peek().is_none() {
            return Ok(Some(*first));
        }
        let inside = rest.as_bytes().get(first.0.len()..).unwrap_or_default();
        for quote in std::iter::once(first).chain(others) {
            let at = memchr::memmem::find(inside, quote.1.as_bytes());
            self.spend(at.unwrap_or(inside.len()) / 8 + 1)?;
            if at.is_some() {
                return Ok(Some(*quote));
            }
        }
        Ok(Some(*first))
    }

    /// A text in three quotes, which ends at the next three.
    fn block(&mut self, quote: &'static str, place: Place) -> Read<Option<Node<'a>>> {
        let start = self.pos + quote.len();
        let mut from = start;
        let mut found = None;
        while let Some(at) = memchr::memmem::find(self.tail(from), quote.as_bytes()) {
            self.spend(at + 1)?;
            let at = from + at;
            let run = self.run_end(at, quote);
            found.get_or_insert(run);
            if self.follow(run, place)? == Follow::Strong {
                found = Some(run);
                break;
            }
            from = run;
        }
        let Some(end) = found else {
            self.spend(self.text.len() - start)?;
            return Ok(None);
        };
        let raw = self.slice(start, end - quote.len());
        let content = if quote == "```" {
            without_info(raw)
        } else {
            raw
        };
        self.pos = end;
        let mut node = Node::new(Value::Text(dedented(content)), raw);
        node.note(RepairKind::OddQuotes, format!("text between {quote}"));
        Ok(Some(node))
    }

    fn tail(&self, from: usize) -> &'a [u8] {
        self.text.as_bytes().get(from..).unwrap_or_default()
    }

    /// The end of a run of the quote's character that is at least as long as the quote.
    fn run_end(&self, at: usize, quote: &str) -> usize {
        let first = quote.as_bytes().first().copied();
        let run = self
            .tail(at)
            .iter()
            .take_while(|b| Some(**b) == first)
            .count();
        at + run
    }

    fn text(
        &mut self,
        open: &'static str,
        close: &'static str,
        place: Place,
    ) -> Read<Option<Node<'a>>> {
        let start = self.pos + open.len();
        let Some(end) = self.text_end(start, close, place)? else {
            // An apostrophe is a quote only if it is closed.
            if open != "\"" && place != Place::Key {
                return Ok(None);
            }
            return Err(self.stop("`:` after the key"));
        };
        self.pos = end.next;
        let mut raw = self.slice(start, end.at);
        let mut node = Node::new(Value::Plain("null"), raw);
        if end.missing == Missing::End {
            (node.open, self.cut) = (true, true);
            raw = raw.trim_end_matches('\\');
        }
        mark(&mut node, open, raw);
        if end.missing == Missing::Quote {
            node.note(RepairKind::MissingQuote, excerpt(raw));
        }
        if end.inner > 0 {
            if end.inner % 2 == 1 && raw.starts_with(open) {
                raw = raw.get(open.len()..).unwrap_or_default();
            }
            node.note(RepairKind::UnescapedQuote, excerpt(raw));
        }
        let Some((content, odd)) = unescaped(raw, open) else {
            (self.committed, self.pos) = (true, start);
            return Err(self.stop("whole characters (`\\ud83d\\ude00`), not half of one"));
        };
        if odd {
            node.note(RepairKind::Escape, ESCAPES);
        }
        node.value = Value::Text(content);
        Ok(Some(node))
    }

    /// Where the text that begins at `start` ends; nothing if it is none.
    fn text_end(&mut self, start: usize, close: &str, place: Place) -> Read<Option<End>> {
        let mut at = start;
        let mut inner = 0;
        let mut weak: Option<End> = None;
        let mut braces = Braces::new(start);
        let first = close.as_bytes().first().copied().unwrap_or(b'"');
        while let Some(found) = memchr::memchr2(first, b'\\', self.tail(at)) {
            self.spend(found / 8 + 1)?;
            at += found;
            if !self.text.get(at..).unwrap_or_default().starts_with(close) {
                at += self.escape_length(at);
                continue;
            }
            let next = at + close.len();
            if place == Place::Key && (at - start > KEY || self.is_lone_key(next)) {
                return Ok(None);
            }
            let mut follow = self.follow_quote(next, place, inner)?;
            if inner > 0 && follow != Follow::No && braces.open(self.text, at) {
                follow = Follow::Weak;
            }
            let end = |at, next, missing| End {
                at,
                next,
                inner,
                missing,
            };
            if follow == Follow::Strong || place == Place::Key && self.is_split_key(start, at) {
                if place == Place::Item && close == "\"" && inner % 2 == 1 {
                    self.committed = true;
                    return Err(self.stop("quotes in pairs inside a text, or `\\\"`"));
                }
                let next = if follow == Follow::Strong { next } else { at };
                return Ok(Some(end(at, next, Missing::Nothing)));
            }
            if place == Place::Value
                && follow == Follow::No
                && let Some(before) = self.missing_quote(start, at)?
                && !braces.open(self.text, at)
            {
                // One of the quotes before may be the one that seems to be missing.
                if inner % 2 == 1 || self.slice(start, before).ends_with("\\\"") {
                    self.committed = true;
                    return Err(self.stop("quotes in pairs inside a text, or `\\\"`"));
                }
                return Ok(Some(End {
                    inner: 0,
                    ..end(before, before, Missing::Quote)
                }));
            }
            if follow == Follow::No && inner % 2 == 0 && self.is_split(next, close, place) {
                self.committed = true;
                return Err(self.stop("a key behind the comma, or `\\\"` for quotes inside a text"));
            }
            if follow == Follow::Weak && weak.is_none() {
                weak = Some(end(at, next, Missing::Nothing));
            }
            inner += 1;
            at = next;
        }
        if let Some(weak) = weak {
            self.spend(self.text.len() - weak.next)?;
            return Ok(Some(weak));
        }
        let end = self.text.len();
        let whole = End {
            at: end,
            next: end,
            inner: 0,
            missing: Missing::End,
        };
        let apostrophe = close != "\"";
        let is_text = if place == Place::Key {
            inner == 0
        } else {
            !apostrophe || inner == 0
        };
        Ok(is_text.then_some(whole))
    }

    /// How many bytes a backslash and what it escapes take, or one other byte.
    fn escape_length(&self, at: usize) -> usize {
        if self.byte(at) != Some(b'\\') {
            return 1;
        }
        let escaped = self.text.get(at + 1..).and_then(|rest| rest.chars().next());
        1 + escaped.map_or(0, char::len_utf8)
    }

    /// True for `"key",` and `"key"}`, seen from behind the quote: no colon comes.
    fn is_lone_key(&self, next: usize) -> bool {
        matches!(self.peek_token(next).1, Some(b',' | b'}'))
    }

    /// True for `", "`, seen from behind the first quote: one text with quotes inside, or a text and
    /// a key without a value.
    fn is_split(&self, next: usize, close: &str, place: Place) -> bool {
        let (comma, byte) = self.peek_token(next);
        let (after, _) = self.peek_token(comma + 1);
        let again = self
            .text
            .get(after..)
            .unwrap_or_default()
            .starts_with(close);
        place == Place::Value && byte == Some(b',') && again
    }

    /// True for `"key:"value"`, seen from the quote in the middle.
    fn is_split_key(&self, start: usize, at: usize) -> bool {
        let key = self.slice(start, at);
        key.len() > 1 && key.trim_end().ends_with(':') && !key.contains('\n')
    }

    /// If another key stands at `at`, behind a comma or on a line of its own, the quote before it
    /// is missing: where it belongs.
    fn missing_quote(&mut self, start: usize, at: usize) -> Read<Option<usize>> {
        let before = self.slice(start, at);
        let text = before.trim_end();
        let newline = before.get(text.len()..).unwrap_or_default().contains('\n');
        if !newline && !text.ends_with(',') || self.key_at(at)? != Some(true) {
            return Ok(None);
        }
        let text = text.strip_suffix(',').unwrap_or(text).trim_end();
        Ok(Some(start + text.len()))
    }
}

/// Whether some quote begins with this byte.
const fn opens(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'\\' | 0x80..)
}

/// Whether a text that begins with this byte begins with this quote: most quotes are told apart by it.
fn begins(text: &str, byte: u8, quote: &str) -> bool {
    quote.as_bytes().first() == Some(&byte) && text.starts_with(quote)
}

/// A text that is one value in quotes, with no such quote inside.
pub(super) fn whole(text: &str) -> Option<Node<'_>> {
    let quotes = QUOTES.iter().filter(|(open, _)| *open != "\\\"");
    let inside = |(open, close): &(&'static str, &str)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        Some((*open, inner))
    };
    let (open, inner) = quotes.clone().find_map(inside)?;
    let raw = inner.replace("\\\\", "").replace(&format!("\\{open}"), "");
    if inner.is_empty() || raw.contains(open) {
        return None;
    }
    let (content, odd) = unescaped(inner, open)?;
    let mut node = Node::new(Value::Text(content), text);
    mark(&mut node, open, inner);
    if odd {
        node.note(RepairKind::Escape, ESCAPES);
    }
    Some(node)
}

/// What the note of an odd escape says.
const ESCAPES: &str = "a raw control character or an escape that JSON does not have";

/// Notes quotes that JSON does not have.
fn mark(node: &mut Node<'_>, open: &str, raw: &str) {
    match open {
        "\"" => {}
        "'" => node.note(RepairKind::SingleQuotes, excerpt(raw)),
        _ => node.note(RepairKind::OddQuotes, excerpt(raw)),
    }
}

/// Counts the braces inside a text: one that is closed there does not close the object.
struct Braces {
    counted: usize,
    open: usize,
}

impl Braces {
    fn new(counted: usize) -> Self {
        Self { counted, open: 0 }
    }

    /// True if a brace is open at `at`.
    fn open(&mut self, text: &str, at: usize) -> bool {
        let new = text.as_bytes().get(self.counted..at).unwrap_or_default();
        for byte in new {
            match byte {
                b'{' => self.open += 1,
                b'}' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
        }
        self.counted = at.max(self.counted);
        self.open > 0
    }
}
