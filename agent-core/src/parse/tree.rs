//! What the tolerant reader found: values with their texts, in the order they came.
//!
//! Knows the syntax that was written, never the shape that was meant.

use std::borrow::Cow;

use super::repair::RepairKind;

/// A value, and what was odd about the way it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node<'a> {
    pub(crate) value: Value<'a>,
    /// The text that it was read from.
    pub(crate) raw: &'a str,
    /// The text ended before the value did.
    pub(crate) open: bool,
    /// Changes to the syntax of this value, or of the key before it.
    pub(crate) notes: Vec<Note>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// `null`, `true`, `false` or a number, as JSON writes it.
    Plain(&'a str),
    /// A text in quotes of any kind.
    Text(Cow<'a, str>),
    /// Words without quotes.
    Word(&'a str),
    List(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) value: Node<'a>,
}

/// A change to the syntax, whose place is that of the value it is noted at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Note {
    pub(crate) kind: RepairKind,
    pub(crate) text: String,
}

impl<'a> Node<'a> {
    pub(crate) fn new(value: Value<'a>, raw: &'a str) -> Self {
        Self {
            value,
            raw,
            open: false,
            notes: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, kind: RepairKind, text: impl Into<String>) {
        let text = text.into();
        self.notes.push(Note { kind, text });
    }

    /// The value of a key, if this is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        let found = self.members().iter().find(|member| member.key == key);
        found.map(|member| &member.value)
    }

    pub(crate) fn members(&self) -> &[Member<'a>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The characters of a text with or without quotes.
    pub(crate) fn words(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        self.value == Value::Plain("null")
    }

    /// Calls `each` on this value and on all below it.
    pub(crate) fn visit(&self, each: &mut impl FnMut(&Self)) {
        each(self);
        for item in self.items() {
            item.visit(each);
        }
        for member in self.members() {
            member.value.visit(each);
        }
    }
}

/// Appends a string with quotes and escapes.
pub(crate) fn write_text(text: &str, out: &mut String) {
    crate::schema::writer::string(out, text);
}

/// Appends a segment to a JSON pointer.
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    if segment.contains(['~', '/']) {
        pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(segment);
    }
}
