//! A name behind another: a field, and the complaint that there is none.

use super::known::{Class, Known, class_of, find, plain};
use super::words::Words;
use super::{Template, place, variants};
use crate::contract::const_text::same;
use crate::prompt::{Expression, Text, text};
use crate::schema::{Fields, Kind, ShapeRef, Tagging, Variant};

/// Filters that Python has as fields or methods.
const FILTERS: [&str; 6] = ["length", "first", "last", "upper", "lower", "trim"];

const COUNTERS: [&str; 5] = ["index", "index0", "revindex", "revindex0", "length"];

/// A part of a path, which may not be there.
pub(super) struct Missing<'a> {
    pub(super) template: Template<'a>,
    pub(super) value: &'a Expression,
    pub(super) path: &'a [Text],
    pub(super) at: usize,
}

impl<'a> Missing<'a> {
    const fn name(&self) -> &'a str {
        text(&self.path[self.at])
    }

    /// "the template names `x`, which "; looks through the source, so only once `x` is missing.
    const fn words(&self) -> Words<'a> {
        let place = text(&self.value.place);
        let words = match place::column(self.template.source, place, self.path, self.at) {
            Some(column) => Words::new()
                .add(self.template.file)
                .add(":")
                .add(place::line(place))
                .add(":")
                .number(column)
                .add(": "),
            None => Words::at(self.template.file, self.value),
        };
        words
            .add("the template names `")
            .add(self.name())
            .add("`, which ")
    }

    #[track_caller]
    const fn complain(&self, owner: &str) {
        self.words().add(owner).complain();
    }

    #[track_caller]
    const fn complain_of(&self, class: Class) {
        let words = self.words().add(class.words()).add(" does not have");
        if is_one_of(&FILTERS, self.name()) {
            words
                .add("\nnote: write `| ")
                .add(self.name())
                .add("`")
                .complain();
        }
        words
            .add("\nnote: it has no fields; name it alone")
            .complain();
    }

    #[track_caller]
    const fn complain_of_fields(&self, owner: [&str; 3], fields: &Fields) {
        let [before, owner, behind] = owner;
        let words = self.words().add(before).add(owner).add(behind);
        let words = words.fields("\nnote: it has ", fields);
        if self.at == 0 && self.path.len() == 1 && self.name().as_bytes()[0].is_ascii_uppercase() {
            let words = words.add("; a text stands in quotes: `\"");
            words.add(self.name()).add("\"`").complain();
        }
        words.complain();
    }
}

#[track_caller]
pub(super) const fn member(part: &Missing<'_>, known: Known) -> Known {
    let name = part.name();
    match known {
        Known::Tool if same(name, "name") || same(name, "description") => {
            return Known::Plain(Class::Text);
        }
        Known::Loop if same(name, "first") || same(name, "last") => {
            return Known::Plain(Class::Bool);
        }
        Known::Loop if is_one_of(&COUNTERS, name) => return Known::Plain(Class::Number),
        Known::Tool => part.complain("a tool does not have\nnote: it has `name`, `description`"),
        Known::Loop => part.complain("a loop does not have\nnote: it has `index`, `index0`, `first`, `last`, `length`, `revindex`, `revindex0`"),
        Known::Tools => part.complain("a list does not have\nnote: loop over it: `{% for tool in tools %}`"),
        Known::Anything | Known::Plain(Class::Anything) => {}
        Known::Plain(class) => part.complain_of(class),
        Known::Fields(fields) => match find(fields, name) {
            Some(found) => return found,
            None => part.complain_of_fields(["the variant", "", " does not have"], fields),
        },
        Known::Shape(shape) => return member_of(part, plain(shape)),
    }
    Known::Anything
}

#[track_caller]
const fn member_of(part: &Missing<'_>, shape: ShapeRef) -> Known {
    let class = class_of(Known::Shape(shape));
    match &shape.get().kind {
        Kind::Struct(fields) => match find(fields, part.name()) {
            Some(known) => return known,
            None => part.complain_of_fields(["`", shape.get().name, "` does not have"], fields),
        },
        Kind::Map { value, .. } => return Known::Shape(*value),
        Kind::Unit => part.complain(
            "`()` does not have\nnote: an agent without `state = …` has no variables but `tools`",
        ),
        Kind::Enum { tagging, variants } if !class.is_text() => {
            return member_of_enum(part, shape, *tagging, variants);
        }
        Kind::Enum { .. }
        | Kind::Bool
        | Kind::Integer { .. }
        | Kind::Number
        | Kind::String { .. } => part.complain_of(class),
        Kind::List { .. } | Kind::Tuple(_) if is_one_of(&FILTERS, part.name()) => {
            part.complain_of(class);
        }
        Kind::List { .. } | Kind::Tuple(_) => {
            part.complain("a list does not have\nnote: loop over it, or take its `| first`");
        }
        _ => {}
    }
    Known::Anything
}

#[track_caller]
const fn member_of_enum(
    part: &Missing<'_>,
    shape: ShapeRef,
    tagging: Tagging,
    variants: &'static [Variant],
) -> Known {
    if let Some(found) = variants::find_in(tagging, variants, part.name()) {
        return found;
    }
    let words = part
        .words()
        .add("`")
        .add(shape.get().name)
        .add("` does not have");
    variants::list(&words, tagging, variants).complain();
    Known::Anything
}

const fn is_one_of(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}
