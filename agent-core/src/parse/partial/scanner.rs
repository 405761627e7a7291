//! Reads text as it comes: one step a character, an explicit stack, nothing read twice.
//!
//! Takes what the one-shot reader takes: chatter, fences, comments, words and keys without quotes,
//! missing and trailing commas, brackets that close too much. Where that one looks ahead, this one
//! waits. Numbers and words enter the tree when what follows shows that they are whole.

use super::quoted::Quoted;
use super::tree::{Held, Id, Tree};
use super::update::{Change, Updates};
use crate::parse::tree::push_segment;
use crate::schema::check::Scan;

/// Deepest nesting, as in the check.
const MAX_DEPTH: usize = 127;
/// Longest key without quotes; what is longer is prose.
const MAX_NAME: usize = 256;
/// Longest number that a quote or comment right behind it may end.
const MAX_SCALAR: usize = 64;
/// Tags around what a model thinks; JSON in there is a draft.
const REASONING: [&str; 5] = ["think", "thinking", "thought", "reasoning", "reflection"];

/// Where among the brackets the next character stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A key or `}`.
    Key,
    Colon,
    Value,
    /// A comma or a closer.
    After,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    /// Chatter before, between or after JSON.
    Outside,
    /// In chatter, behind a `<`; the word so far is kept.
    Tag,
    /// In a reasoning block, with so many bytes of its closing tag read.
    Reasoning {
        tag: &'static str,
        matched: usize,
    },
    At(Place),
    /// A value without quotes; `ended` behind a line break.
    Word {
        ended: bool,
    },
    /// A key without quotes.
    Name,
    Quoted,
    /// Behind a `/` that may begin a comment.
    Slash(Place),
    LineComment(Place),
    BlockComment {
        back: Place,
        star: bool,
    },
    /// Nested too deep: what comes is not looked at.
    GivenUp,
}

/// A list or object whose end has not come.
#[derive(Debug, Clone, Copy)]
struct Frame {
    node: Id,
    object: bool,
    /// How long the pointer to it is.
    pointer: usize,
}

#[derive(Debug)]
pub(super) struct Scanner {
    pub(super) tree: Tree,
    pub(super) updates: Updates,
    pub(super) state: State,
    pub(super) quoted: Quoted,
    /// The key of the value that is read or comes next.
    pub(super) key: String,
    pub(super) pointer: String,
    open: Vec<Frame>,
    /// The word, name or tag that is read.
    word: String,
    /// A key with its colon or an item was read: the outermost value is meant as JSON.
    committed: bool,
}

impl Default for Scanner {
    fn default() -> Self {
        Self {
            tree: Tree::default(),
            updates: Updates::default(),
            state: State::Outside,
            quoted: Quoted::default(),
            key: String::new(),
            pointer: String::new(),
            open: Vec::new(),
            word: String::new(),
            committed: false,
        }
    }
}

impl Scanner {
    /// Reads on. The work is in proportion to `text`, whatever came before.
    pub(super) fn feed(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let run = self.run(rest);
            let used = if run > 0 { run } else { c.len_utf8() };
            if run == 0 {
                self.step(c);
            }
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    /// Takes what needs no look at each character; returns how much.
    fn run(&mut self, rest: &str) -> usize {
        match self.state {
            State::Outside => rest.find(['{', '[', '<']).unwrap_or(rest.len()),
            State::LineComment(_) => rest.find('\n').unwrap_or(rest.len()),
            State::GivenUp => rest.len(),
            State::Quoted => self.quoted_run(rest),
            _ => 0,
        }
    }

    fn step(&mut self, c: char) {
        match self.state {
            State::Outside => self.outside(c),
            State::Tag => self.tag(c),
            State::Reasoning { tag, matched } => self.reasoning(tag, matched, c),
            State::At(place) => self.at(place, c),
            State::Word { ended } => self.word(ended, c),
            State::Name => self.name(c),
            State::Quoted => self.quoted(c),
            State::Slash(place) => self.slash(place, c),
            State::LineComment(place) => self.state = State::At(place),
            State::BlockComment { back, star } => {
                self.state = match (star, c) {
                    (true, '/') => State::At(back),
                    _ => State::BlockComment {
                        back,
                        star: c == '*',
                    },
                }
            }
            State::GivenUp => {}
        }
    }

    fn outside(&mut self, c: char) {
        match c {
            '{' => self.open(true),
            '[' => self.open(false),
            '<' => {
                self.word.clear();
                self.state = State::Tag;
            }
            _ => self.state = State::Outside,
        }
    }

    fn tag(&mut self, c: char) {
        let known = REASONING.iter().find(|tag| **tag == self.word);
        match (c, known) {
            ('>', Some(tag)) => self.state = State::Reasoning { tag, matched: 0 },
            _ if c.is_ascii_alphabetic() && self.word.len() < MAX_SCALAR => {
                self.word.push(c.to_ascii_lowercase());
            }
            _ => self.outside(c),
        }
    }

    /// Waits for `</tag>`.
    fn reasoning(&mut self, tag: &'static str, matched: usize, c: char) {
        let c = c.to_ascii_lowercase();
        let mut wanted = "</".chars().chain(tag.chars()).chain(['>']);
        let matched = match wanted.nth(matched) {
            Some(next) if next == c => matched + 1,
            _ => usize::from(c == '<'),
        };
        self.state = if matched == tag.len() + 3 {
            State::Outside
        } else {
            State::Reasoning { tag, matched }
        };
    }

    pub(super) fn at(&mut self, place: Place, c: char) {
        self.state = State::At(place);
        match (place, c) {
            (_, ' ' | '\t' | '\n' | '\r') => {}
            (_, '/') => self.state = State::Slash(place),
            (_, '#') => self.state = State::LineComment(place),
            (_, '}') => self.close(true),
            (_, ']') => self.close(false),
            (_, ',') => self.next(),
            (Place::Colon, ':') => self.colon(),
            (Place::Key, _) => self.key_begins(c),
            (Place::Value, _) => self.value_begins(c),
            // The fence ends before the brackets do.
            (Place::After, '`') => self.leave(),
            (Place::After, _) if self.in_object() => self.key_begins(c),
            (Place::After, _) => self.value_begins(c),
            (Place::Colon, _) => self.odd(c),
        }
    }

    /// Behind a comma.
    fn next(&mut self) {
        let place = if self.in_object() {
            Place::Key
        } else {
            Place::Value
        };
        self.state = State::At(place);
    }

    fn colon(&mut self) {
        self.committed = true;
        self.state = State::At(Place::Value);
    }

    fn key_begins(&mut self, c: char) {
        self.key.clear();
        match c {
            '"' | '\'' | '`' => self.quoted_begins(c, true),
            _ if c.is_alphanumeric() || "_$-".contains(c) => {
                self.word.clear();
                self.word.push(c);
                self.state = State::Name;
            }
            _ => self.odd(c),
        }
    }

    fn value_begins(&mut self, c: char) {
        match c {
            '{' => self.open(true),
            '[' => self.open(false),
            '"' | '\'' | '`' => self.quoted_begins(c, false),
            ':' => {}
            _ => {
                self.word.clear();
                self.word.push(c);
                self.state = State::Word { ended: false };
            }
        }
    }

    fn name(&mut self, c: char) {
        match c {
            ':' => {
                self.word.trim_end().clone_into(&mut self.key);
                self.colon();
            }
            ',' | '}' | ']' if self.committed => self.at(Place::Key, c),
            _ if self.word.len() < MAX_NAME && (c.is_alphanumeric() || "_$-. \t".contains(c)) => {
                self.word.push(c);
            }
            _ => self.odd(c),
        }
    }

    fn word(&mut self, ended: bool, c: char) {
        match c {
            ',' | '}' | ']' => self.word_ends(c),
            '\n' => self.state = State::Word { ended: true },
            ' ' | '\t' | '\r' if !ended => self.word.push(c),
            ' ' | '\t' | '\r' => {}
            _ if ended => self.word_ends(c),
            '"' | '/' | '#' if self.scalar() => self.word_ends(c),
            _ => self.word.push(c),
        }
    }

    /// True for a word that needs no quotes.
    fn scalar(&self) -> bool {
        self.word.len() <= MAX_SCALAR && plain(self.word.trim_end()).is_some()
    }

    fn word_ends(&mut self, c: char) {
        let word = std::mem::take(&mut self.word);
        let text = word.trim_end();
        if let Some(json) = plain(text) {
            self.begin(Held::Plain(json.to_owned()), true);
            let change = Change::Plain(json.to_owned());
            self.updates.push(&self.pointer, change);
        } else {
            let id = self.begin(Held::Text(text.to_owned()), true);
            self.updates.text(&self.pointer, id, text);
            self.updates.push(&self.pointer, Change::Complete);
        }
        self.word = word;
        self.word.clear();
        self.at(Place::After, c);
    }

    fn slash(&mut self, place: Place, c: char) {
        match c {
            '/' => self.state = State::LineComment(place),
            '*' => {
                self.state = State::BlockComment {
                    back: place,
                    star: false,
                }
            }
            _ if place == Place::Value => {
                self.value_begins('/');
                self.word(false, c);
            }
            _ => self.at(place, c),
        }
    }

    /// Adds a value where the reader stands.
    pub(super) fn begin(&mut self, held: Held, done: bool) -> Id {
        let parent = self.open.last().copied();
        self.pointer.truncate(parent.map_or(0, |top| top.pointer));
        if let Some(top) = parent {
            let index = || self.tree.len(top.node).to_string();
            let segment = if top.object {
                self.key.clone()
            } else {
                index()
            };
            push_segment(&mut self.pointer, &segment);
        }
        self.committed |= matches!(held, Held::Plain(_) | Held::Text(_));
        let parent = parent.map(|top| top.node);
        self.tree.add(parent, &self.key, held, done)
    }

    fn open(&mut self, object: bool) {
        if self.open.len() >= MAX_DEPTH {
            self.state = State::GivenUp;
            return;
        }
        let outermost = self.open.is_empty();
        let held = if object {
            Held::Object(Vec::new())
        } else {
            Held::List(Vec::new())
        };
        let node = self.begin(held, false);
        if outermost {
            self.committed = false;
            self.updates.push("", Change::Began);
        }
        let pointer = self.pointer.len();
        self.open.push(Frame {
            node,
            object,
            pointer,
        });
        self.next();
    }

    /// Closes the nearest open object or list and what is open in it; a stray closer is passed over.
    fn close(&mut self, object: bool) {
        if let Some(at) = self.open.iter().rposition(|frame| frame.object == object) {
            for frame in self.open.drain(at..).rev() {
                if let Some(node) = self.tree.get_mut(frame.node) {
                    node.done = true;
                }
                self.pointer.truncate(frame.pointer);
                self.updates.push(&self.pointer, Change::Complete);
            }
            self.state = State::At(Place::After);
        }
        if self.open.is_empty() {
            self.state = State::Outside;
        }
    }

    /// Leaves what is open as it is.
    fn leave(&mut self) {
        self.open.clear();
        self.state = State::Outside;
    }

    /// A character that has no place here. As long as nothing was read that only JSON has, this is
    /// prose; then it is passed over.
    fn odd(&mut self, c: char) {
        if self.committed {
            return;
        }
        self.tree.abandon();
        self.leave();
        self.outside(c);
    }

    pub(super) fn in_object(&self) -> bool {
        self.open.last().is_some_and(|top| top.object)
    }

    /// True if an object, or a list, is open.
    pub(super) fn is_open(&self, object: bool) -> bool {
        self.open.iter().any(|frame| frame.object == object)
    }
}

/// The word as JSON, if it is a number, `true`, `false` or `null`.
fn plain(word: &str) -> Option<&str> {
    match word {
        "true" | "True" => Some("true"),
        "false" | "False" => Some("false"),
        "null" | "None" => Some("null"),
        _ => {
            let mut scan = Scan::new(word);
            (scan.number().is_ok() && scan.pos == word.len()).then_some(word)
        }
    }
}
