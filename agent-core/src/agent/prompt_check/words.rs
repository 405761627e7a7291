//! The words of a complaint: const code can neither format nor allocate.

use crate::agent::StepSpec;
use crate::agent::expansion::complain;
use crate::prompt::{Expression, Filter, Literal, Operand, items, text};
use crate::schema::{Content, Fields, Variant};

/// Most pieces of a message.
const PIECES: usize = 64;

/// Most names that a message lists.
const NAMES: usize = 12;

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// A message in the making.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    parts: [&'a str; PIECES],
    count: usize,
}

impl<'a> Words<'a> {
    pub(super) const fn new() -> Self {
        Self {
            parts: [""; PIECES],
            count: 0,
        }
    }

    /// `file:line:column: `
    pub(super) const fn at(file: &'a str, value: &'a Expression) -> Self {
        Self::new()
            .add(file)
            .add(":")
            .add(text(&value.place))
            .add(": ")
    }

    pub(super) const fn add(mut self, part: &'a str) -> Self {
        if self.count < PIECES {
            self.parts[self.count] = part;
            self.count += 1;
        }
        self
    }

    pub(super) const fn number(self, number: usize) -> Self {
        let words = if number > 9 {
            self.number(number / 10)
        } else {
            self
        };
        words.add(DIGITS[number % 10])
    }

    /// A value as the template has it.
    pub(super) const fn value(self, value: &'a Expression) -> Self {
        self.value_before(value, items(&value.filters).len())
    }

    /// A value behind its first filters.
    pub(super) const fn value_before(self, value: &'a Expression, filters: usize) -> Self {
        let mut words = self.add("`");
        match &value.value {
            Operand::Path(path) => {
                let path = items(path);
                let mut at = 0;
                while at < path.len() {
                    if at > 0 {
                        words = words.add(".");
                    }
                    words = words.add(text(&path[at]));
                    at += 1;
                }
            }
            Operand::Literal(Literal::Text(literal)) => {
                words = words.add("\"").add(text(literal)).add("\"");
            }
            Operand::Literal(Literal::Bool(yes)) => {
                words = words.add(if *yes { "true" } else { "false" });
            }
            Operand::Literal(Literal::Integer(_) | Literal::Float(_)) => {
                words = words.add("the number");
            }
        }
        let mut at = 0;
        while at < filters {
            words = words
                .add(" | ")
                .add(filter_name(&items(&value.filters)[at]));
            at += 1;
        }
        words.add("`")
    }

    /// "`size`, a number"; a number of the template goes by what it is.
    pub(super) const fn other(self, value: &'a Expression, class: &'static str) -> Self {
        match &value.value {
            Operand::Literal(Literal::Integer(_) | Literal::Float(_)) => self.add(class),
            _ => self.value(value).add(", ").add(class),
        }
    }

    pub(super) const fn fields(mut self, start: &'a str, fields: &'a Fields) -> Self {
        let mut at = 0;
        while at < fields.list.len() && at < NAMES {
            self = self.name(start, at, fields.list[at].name);
            at += 1;
        }
        self
    }

    pub(super) const fn variants(mut self, start: &'a str, variants: &'a [Variant]) -> Self {
        let mut at = 0;
        while at < variants.len() && at < NAMES {
            self = self.name(start, at, variants[at].name);
            at += 1;
        }
        self
    }

    /// The variants that hold something.
    pub(super) const fn holders(mut self, start: &'a str, variants: &'a [Variant]) -> Self {
        let mut at = 0;
        let mut listed = 0;
        while at < variants.len() && listed < NAMES {
            if !matches!(variants[at].content, Content::Unit) {
                self = self.name(start, listed, variants[at].name);
                listed += 1;
            }
            at += 1;
        }
        self
    }

    pub(super) const fn steps(mut self, start: &'a str, steps: &'a [StepSpec]) -> Self {
        let mut at = 0;
        let mut listed = 0;
        while at < steps.len() && listed < NAMES {
            if steps[at].is_offered() {
                self = self.name(start, listed, steps[at].name);
                listed += 1;
            }
            at += 1;
        }
        self
    }

    const fn name(self, start: &'a str, at: usize, name: &'a str) -> Self {
        let start = if at == 0 { start } else { ", " };
        self.add(start).add("`").add(name).add("`")
    }

    #[track_caller]
    pub(super) const fn complain(&self) {
        complain(&self.parts);
    }
}

/// The name that a template calls it by.
pub(super) const fn filter_name(filter: &Filter) -> &'static str {
    match filter {
        Filter::Length => "length",
        Filter::ToJson => "tojson",
        Filter::Upper => "upper",
        Filter::Lower => "lower",
        Filter::Trim => "trim",
        Filter::First => "first",
        Filter::Last => "last",
        Filter::Join(_) => "join",
        Filter::Default(_) => "default",
        Filter::Indent(_) => "indent",
    }
}
