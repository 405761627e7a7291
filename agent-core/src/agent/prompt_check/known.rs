//! What a name in a template stands for, as far as shapes say.

use super::Template;
use super::member::{Missing, member};
use crate::contract::const_text::same;
use crate::prompt::{Expression, Text, text};
use crate::schema::{Content, Field, Fields, Kind, ShapeRef, Tagging, Variant};

/// What a name in a template stands for.
#[derive(Clone, Copy)]
pub(super) enum Known {
    /// The agent's tools.
    Tools,
    /// One of them.
    Tool,
    /// The counters of a loop.
    Loop,
    /// A value of this shape.
    Shape(ShapeRef),
    /// The fields of a variant.
    Fields(&'static Fields),
    /// A plain value.
    Plain(Class),
    /// A value that only shows when it is rendered.
    Anything,
}

/// What can be done with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Text,
    Number,
    Bool,
    List,
    Object,
    Anything,
}

/// The variable of a loop, and those of the loops around it.
pub(super) struct Scope<'a> {
    pub(super) item: &'a str,
    pub(super) known: Known,
    pub(super) outer: Option<&'a Self>,
}

impl Class {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Anything => "anything",
        }
    }

    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Text)
    }

    pub(super) const fn is_list(self) -> bool {
        matches!(self, Self::List)
    }

    pub(super) const fn has_order(self) -> bool {
        matches!(self, Self::Text | Self::Number | Self::Anything)
    }

    pub(super) const fn may_equal(self, other: Self) -> bool {
        self as u8 == other as u8
            || matches!(self, Self::Anything)
            || matches!(other, Self::Anything)
    }

    /// Whether `part` may be in such a value, whose items are `items`.
    pub(super) const fn may_hold(self, part: Self, items: Known) -> bool {
        match self {
            Self::Anything => true,
            Self::Text | Self::Object => part.may_equal(Self::Text),
            Self::List => part.may_equal(class_of(items)),
            Self::Number | Self::Bool => false,
        }
    }
}

pub(super) const fn of_class(class: Class) -> Known {
    Known::Plain(class)
}

pub(super) const fn class_of(known: Known) -> Class {
    match known {
        Known::Tools => Class::List,
        Known::Tool | Known::Loop | Known::Fields(_) => Class::Object,
        Known::Plain(class) => class,
        Known::Anything => Class::Anything,
        Known::Shape(shape) => match &plain(shape).get().kind {
            Kind::String { .. } => Class::Text,
            Kind::Integer { .. } | Kind::Number => Class::Number,
            Kind::Bool => Class::Bool,
            Kind::List { .. } | Kind::Tuple(_) => Class::List,
            Kind::Map { .. } | Kind::Struct(_) => Class::Object,
            Kind::Enum { tagging, variants } => class_of_enum(*tagging, variants),
            _ => Class::Anything,
        },
    }
}

const fn class_of_enum(tagging: Tagging, variants: &[Variant]) -> Class {
    match tagging {
        Tagging::Internal { .. } | Tagging::Adjacent { .. } => Class::Object,
        Tagging::Untagged => Class::Anything,
        Tagging::External => {
            let mut units = 0;
            let mut at = 0;
            while at < variants.len() {
                if matches!(variants[at].content, Content::Unit) {
                    units += 1;
                }
                at += 1;
            }
            if units == variants.len() {
                Class::Text
            } else if units == 0 {
                Class::Object
            } else {
                Class::Anything
            }
        }
    }
}

/// The names of an enum whose variants are nothing else.
pub(super) const fn names(known: Known) -> Option<&'static [Variant]> {
    let Known::Shape(shape) = known else {
        return None;
    };
    match &plain(shape).get().kind {
        Kind::Enum { variants, .. } if matches!(class_of(known), Class::Text) => Some(variants),
        _ => None,
    }
}

pub(super) const fn is_variant(variants: &[Variant], name: &str) -> bool {
    let mut at = 0;
    while at < variants.len() {
        if same(variants[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

pub(super) const fn item_of(list: Known) -> Known {
    match list {
        Known::Tools => Known::Tool,
        Known::Shape(shape) => match &plain(shape).get().kind {
            Kind::List { items, .. } => Known::Shape(*items),
            _ => Known::Anything,
        },
        _ => Known::Anything,
    }
}

/// What a path stands for.
#[track_caller]
pub(super) const fn look_up(template: Template<'_>, value: &Expression, path: &[Text]) -> Known {
    let mut known = Known::Shape(template.state);
    let mut at = 0;
    if let Some(first) = variable(template, path) {
        known = first;
        at = 1;
    }
    while at < path.len() {
        known = member(
            &Missing {
                template,
                value,
                path,
                at,
            },
            known,
        );
        at += 1;
    }
    known
}

/// The loop variable, `loop` or `tools`, if the path starts with one.
const fn variable(template: Template<'_>, path: &[Text]) -> Option<Known> {
    if path.is_empty() {
        return None;
    }
    let name = text(&path[0]);
    let mut scope = template.scope;
    while let Some(inner) = scope {
        if same(inner.item, name) {
            return Some(inner.known);
        }
        if same("loop", name) {
            return Some(Known::Loop);
        }
        scope = inner.outer;
    }
    if template.tools && same(name, "tools") {
        return Some(Known::Tools);
    }
    None
}

/// The shape behind options and newtypes.
pub(super) const fn plain(mut shape: ShapeRef) -> ShapeRef {
    loop {
        match &shape.get().kind {
            Kind::Option(inner) | Kind::Newtype { inner, .. } => shape = *inner,
            _ => return shape,
        }
    }
}

pub(super) const fn find(fields: &Fields, name: &str) -> Option<Known> {
    let mut at = 0;
    while at < fields.list.len() {
        let Field {
            name: key,
            shape,
            flatten,
            ..
        } = &fields.list[at];
        if *flatten {
            match &plain(*shape).get().kind {
                Kind::Struct(inner) => {
                    if let Some(found) = find(inner, name) {
                        return Some(found);
                    }
                }
                _ => return Some(Known::Anything),
            }
        } else if same(key, name) {
            return Some(Known::Shape(*shape));
        }
        at += 1;
    }
    None
}
