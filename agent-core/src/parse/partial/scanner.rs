//! Reads text as it comes: one step a character, an explicit stack, nothing read twice.
//!
//! Takes what the one-shot reader takes: chatter, fences, comments, words and keys without quotes,
//! missing and trailing commas, brackets that close too much. Where that one looks ahead, this one
//! waits. Numbers and words enter the tree when what follows shows that they are whole.

use super::bare::Bare;
use super::quoted::{Quoted, closing_of};
use super::tree::{Held, Id, Tree};
use super::update::{Change, Updates};
use crate::parse::reader::is_odd_space;
use crate::parse::tree::push_segment;

/// Deepest nesting, as in the check.
const MAX_DEPTH: usize = 127;
/// Longest key without quotes; what is longer is prose.
const MAX_NAME: usize = 256;

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
    /// A value without quotes.
    Word,
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
    /// A key of it has no quotes.
    names: bool,
    /// How long the pointer to it is.
    pointer: usize,
}

#[derive(Debug)]
pub(super) struct Scanner {
    pub(super) tree: Tree,
    pub(super) updates: Updates,
    pub(super) state: State,
    pub(super) quoted: Quoted,
    pub(super) bare: Bare,
    /// The key of the value that is read or comes next.
    pub(super) key: String,
    pub(super) pointer: String,
    open: Vec<Frame>,
    /// The key without quotes, or the tag, that is read.
    pub(super) name: String,
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
            bare: Bare::default(),
            key: String::new(),
            pointer: String::new(),
            open: Vec::new(),
            name: String::new(),
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

    pub(super) fn step(&mut self, c: char) {
        match self.state {
            State::Outside => self.outside(c),
            State::Tag => self.tag(c),
            State::Reasoning { tag, matched } => self.reasoning(tag, matched, c),
            State::At(place) => self.at(place, c),
            State::Word => self.word(c),
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

    pub(super) fn at(&mut self, place: Place, c: char) {
        self.state = State::At(place);
        match (place, c) {
            (_, ' ' | '\t' | '\n' | '\r') => {}
            (_, c) if is_odd_space(c) => {}
            (_, '/') => self.state = State::Slash(place),
            (_, '#') => self.state = State::LineComment(place),
            (_, '}') => self.close(true),
            (_, ']') => self.close(false),
            (_, ',') => self.next(),
            (Place::Colon, ':') => self.colon(),
            (Place::Key, _) => self.key_begins(c),
            // The fence ends before the brackets do.
            (Place::After, '`') => self.leave(),
            (Place::After, _) if self.in_object() => self.key_begins(c),
            (Place::Value | Place::After, _) => self.value_begins(c),
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
        if let Some(close) = closing_of(c) {
            return self.quoted_begins(close, true);
        }
        match c {
            _ if c.is_alphanumeric() || "_$-".contains(c) => {
                self.name.clear();
                self.name.push(c);
                self.state = State::Name;
            }
            _ => self.odd(c),
        }
    }

    fn value_begins(&mut self, c: char) {
        if let Some(close) = closing_of(c) {
            return self.quoted_begins(close, false);
        }
        match c {
            '{' => self.open(true),
            '[' => self.open(false),
            ':' => {}
            _ => self.word_begins(c),
        }
    }

    fn name(&mut self, c: char) {
        match c {
            ':' => {
                self.name.trim_end().clone_into(&mut self.key);
                if let Some(top) = self.open.last_mut() {
                    top.names = true;
                }
                self.colon();
            }
            ',' | '}' | ']' if self.committed => self.at(Place::Key, c),
            _ if self.name.len() < MAX_NAME && (c.is_alphanumeric() || "_$-. \t".contains(c)) => {
                self.name.push(c);
            }
            _ => self.odd(c),
        }
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
                self.word(c);
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

    /// Adds to a text.
    pub(super) fn append(&mut self, id: Id, more: &str) {
        let node = self.tree.get_mut(id).map(|node| &mut node.held);
        if let Some(Held::Text(text)) = node.filter(|_| !more.is_empty()) {
            text.push_str(more);
            self.updates.text(&self.pointer, id, more);
        }
    }

    /// Nothing more belongs to a text.
    pub(super) fn text_done(&mut self, id: Id) {
        if let Some(node) = self.tree.get_mut(id) {
            node.done = true;
        }
        self.updates.push(&self.pointer, Change::Complete);
    }

    pub(super) fn open(&mut self, object: bool) {
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
            names: false,
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

    /// True if the innermost object has keys without quotes.
    pub(super) fn has_names(&self) -> bool {
        self.open.last().is_some_and(|top| top.names)
    }

    /// True if an object, or a list, is open.
    pub(super) fn is_open(&self, object: bool) -> bool {
        self.open.iter().any(|frame| frame.object == object)
    }
}
