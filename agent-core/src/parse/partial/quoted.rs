//! Texts in quotes, as they come: escapes, and quotes that stand inside without one.
//!
//! A quote ends the text if what follows it could follow a value here. Until that has come, the
//! text counts as whole, as JSON says; if the quote turns out to belong to the text, it grows on.

use super::scanner::{Place, Scanner, State};
use super::tree::{Held, Id};

/// A text in quotes that is being read.
#[derive(Debug, Default)]
pub(super) struct Quoted {
    /// Where the text goes; a key has no place in the tree.
    node: Option<Id>,
    quote: char,
    /// `"""` or `'''`.
    triple: bool,
    /// Nothing was read of it.
    empty: bool,
    /// How many quotes stand inside without an escape.
    inner: usize,
    phase: Phase,
    /// Blanks behind a quote, or the digits of an escape.
    kept: String,
    /// The first half of a surrogate pair.
    high: Option<u16>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    #[default]
    Inside,
    /// Behind a backslash.
    Escape,
    /// Behind `\u`.
    Digits,
    /// Behind a quote that may be the last.
    Closing,
    /// Behind so many of the three quotes that end the text.
    Quotes(usize),
}

/// The quote that closes what `open` opens.
pub(super) fn closing_of(open: char) -> Option<char> {
    Some(match open {
        '"' | '\'' | '`' | '\u{201d}' | '\u{2019}' => open,
        '\u{201c}' => '\u{201d}',
        '\u{2018}' => '\u{2019}',
        '\u{201e}' => '\u{201c}',
        '\u{201a}' => '\u{2018}',
        '\u{ab}' => '\u{bb}',
        '\u{300c}' => '\u{300d}',
        '\u{300e}' => '\u{300f}',
        _ => return None,
    })
}

impl Scanner {
    /// Begins a text in quotes that `quote` closes.
    pub(super) fn quoted_begins(&mut self, quote: char, key: bool) {
        let node = (!key).then(|| self.begin(Held::Text(String::new()), false));
        self.quoted = Quoted {
            node,
            quote,
            empty: true,
            kept: std::mem::take(&mut self.quoted.kept),
            ..Quoted::default()
        };
        self.state = State::Quoted;
    }

    /// The text that is whole if nothing follows.
    pub(super) fn closing(&self) -> Option<Id> {
        let closing = matches!(self.state, State::Quoted) && self.quoted.phase == Phase::Closing;
        self.quoted.node.filter(|_| closing)
    }

    /// Takes what is neither quote nor escape.
    pub(super) fn quoted_run(&mut self, rest: &str) -> usize {
        if self.quoted.phase != Phase::Inside {
            return 0;
        }
        let special = rest.find([self.quoted.quote, '\\']);
        let run = special.unwrap_or(rest.len());
        if run > 0 {
            self.grow(rest.get(..run).unwrap_or_default());
        }
        run
    }

    pub(super) fn quoted(&mut self, c: char) {
        match self.quoted.phase {
            Phase::Inside => self.inside(c),
            Phase::Escape => self.escape(c),
            Phase::Digits => self.digit(c),
            Phase::Closing => self.closes(c),
            Phase::Quotes(count) => self.quotes(count, c),
        }
    }

    fn inside(&mut self, c: char) {
        let quoted = &mut self.quoted;
        quoted.kept.clear();
        quoted.phase = match c {
            '\\' => Phase::Escape,
            _ if c == quoted.quote && quoted.triple => Phase::Quotes(1),
            _ if c == quoted.quote => Phase::Closing,
            _ => return self.grow(c.encode_utf8(&mut [0; 4])),
        };
    }

    fn escape(&mut self, c: char) {
        self.quoted.phase = Phase::Inside;
        let plain = match c {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'b' => "\u{8}",
            'f' => "\u{c}",
            '"' | '\'' | '`' | '\\' | '/' => return self.grow(c.encode_utf8(&mut [0; 4])),
            'u' => {
                self.quoted.phase = Phase::Digits;
                return;
            }
            _ => {
                self.grow("\\");
                return self.grow(c.encode_utf8(&mut [0; 4]));
            }
        };
        self.grow(plain);
    }

    fn digit(&mut self, c: char) {
        if !c.is_ascii_hexdigit() {
            let kept = std::mem::take(&mut self.quoted.kept);
            self.grow("\\u");
            self.grow(&kept);
            self.quoted.phase = Phase::Inside;
            return self.inside(c);
        }
        self.quoted.kept.push(c);
        if self.quoted.kept.len() == 4 {
            let unit = u16::from_str_radix(&self.quoted.kept, 16).unwrap_or_default();
            self.quoted.kept.clear();
            self.quoted.phase = Phase::Inside;
            self.unit(unit);
        }
    }

    /// A UTF-16 unit; the first of a pair waits for the second.
    fn unit(&mut self, unit: u16) {
        if (0xD800..0xDC00).contains(&unit) {
            self.grow("");
            self.quoted.high = Some(unit);
            return;
        }
        let units = self.quoted.high.take().into_iter().chain([unit]);
        let text = char::decode_utf16(units)
            .map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>();
        self.grow(&text);
    }

    fn closes(&mut self, c: char) {
        let direct = self.quoted.kept.is_empty() && c == self.quoted.quote;
        if direct && self.quoted.triple {
            self.grow(c.encode_utf8(&mut [0; 4]));
        } else if direct && self.quoted.empty && c.is_ascii() {
            self.quoted.triple = true;
            self.quoted.phase = Phase::Inside;
            if let Some(node) = self.quoted.node.and_then(|id| self.tree.get_mut(id)) {
                node.block = Some(c);
            }
        } else if self.ends(c) {
            self.complete();
            let place = self.place_after();
            self.at(place, c);
        } else if c.is_ascii_whitespace() {
            self.quoted.kept.push(c);
        } else {
            self.reopen(c);
        }
    }

    /// True if the quote before `c` is the last of the text.
    fn ends(&self, c: char) -> bool {
        let pairs = self.quoted.inner.is_multiple_of(2);
        let broken = self.quoted.kept.contains('\n');
        let apart = !self.quoted.kept.is_empty();
        match c {
            ':' => self.quoted.node.is_none(),
            _ if self.quoted.node.is_none() => false,
            ',' => pairs,
            '}' => self.is_open(true),
            ']' => self.is_open(false),
            '/' | '#' => apart,
            '`' => broken,
            // A comma is missing.
            '"' | '\'' | '{' | '[' => broken && pairs,
            _ => false,
        }
    }

    /// The quote belongs to the text.
    fn reopen(&mut self, c: char) {
        let mut kept = std::mem::take(&mut self.quoted.kept);
        let quotes = if self.quoted.triple { 3 } else { 1 };
        kept.insert_str(0, &self.quoted.quote.to_string().repeat(quotes));
        self.grow(&kept);
        kept.clear();
        self.quoted.kept = kept;
        self.quoted.inner += usize::from(!self.quoted.triple);
        self.quoted.phase = Phase::Inside;
        self.inside(c);
    }

    fn quotes(&mut self, count: usize, c: char) {
        let quote = self.quoted.quote;
        match (count, c == quote) {
            (2, true) => self.quoted.phase = Phase::Closing,
            (_, true) => self.quoted.phase = Phase::Quotes(count + 1),
            (_, false) => {
                self.quoted.phase = Phase::Inside;
                for _ in 0..count {
                    self.grow(quote.encode_utf8(&mut [0; 4]));
                }
                self.inside(c);
            }
        }
    }

    /// Appends to the text, or to the key.
    fn grow(&mut self, more: &str) {
        if self.quoted.high.take().is_some() {
            self.put("\u{fffd}");
        }
        self.put(more);
    }

    fn put(&mut self, more: &str) {
        self.quoted.empty = false;
        match self.quoted.node {
            Some(id) => self.append(id, more),
            None => self.key.push_str(more),
        }
    }

    fn complete(&mut self) {
        if let Some(id) = self.quoted.node {
            self.text_done(id);
        }
    }

    fn place_after(&self) -> Place {
        if self.quoted.node.is_some() {
            Place::After
        } else {
            Place::Colon
        }
    }
}
