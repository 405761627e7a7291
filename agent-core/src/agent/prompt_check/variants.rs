//! What a name behind an enum's value stands for.

use super::known::{Class, Known, find, plain};
use super::words::Words;
use crate::contract::const_text::same;
use crate::schema::{Content, Kind, ShapeRef, Tagging, Variant};

/// The member of an enum's value, if one of its variants may have it; it has no other.
pub(super) const fn find_in(
    tagging: Tagging,
    variants: &'static [Variant],
    name: &str,
) -> Option<Known> {
    match tagging {
        Tagging::Untagged => Some(Known::Anything),
        Tagging::External => content_of(variants, name),
        Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } if same(tag, name) => {
            Some(Known::Plain(Class::Text))
        }
        Tagging::Adjacent { content, .. } => {
            if same(content, name) {
                Some(Known::Anything)
            } else {
                None
            }
        }
        Tagging::Internal { .. } => field_of(variants, name),
    }
}

/// What the variant of this name holds.
const fn content_of(variants: &'static [Variant], name: &str) -> Option<Known> {
    let mut at = 0;
    while at < variants.len() {
        let Variant {
            name: key, content, ..
        } = &variants[at];
        if same(key, name) {
            return match content {
                Content::Unit => None,
                Content::Newtype(shape) => Some(Known::Shape(*shape)),
                Content::Tuple(_) => Some(Known::Plain(Class::List)),
                Content::Struct(fields) => Some(Known::Fields(fields)),
            };
        }
        at += 1;
    }
    None
}

/// The field of this name; what it is only shows if one variant alone has it.
const fn field_of(variants: &'static [Variant], name: &str) -> Option<Known> {
    let mut found = None;
    let mut at = 0;
    while at < variants.len() {
        let known = match &variants[at].content {
            Content::Unit => None,
            Content::Newtype(shape) => field_of_shape(*shape, name),
            Content::Tuple(_) => Some(Known::Anything),
            Content::Struct(fields) => find(fields, name),
        };
        if known.is_some() {
            found = match found {
                None => known,
                Some(_) => Some(Known::Anything),
            };
        }
        at += 1;
    }
    found
}

const fn field_of_shape(shape: ShapeRef, name: &str) -> Option<Known> {
    match &plain(shape).get().kind {
        Kind::Struct(fields) => find(fields, name),
        Kind::Unit => None,
        _ => Some(Known::Anything),
    }
}

/// The names that an enum's value may have.
pub(super) const fn list<'a>(
    words: &Words<'a>,
    tagging: Tagging,
    variants: &'static [Variant],
) -> Words<'a> {
    let has = "\nnote: it has `";
    match tagging {
        Tagging::Untagged => *words,
        Tagging::External => words.holders("\nnote: it has ", variants),
        Tagging::Adjacent { tag, content } => {
            words.add(has).add(tag).add("`, `").add(content).add("`")
        }
        Tagging::Internal { tag } => list_fields(&words.add(has).add(tag).add("`"), variants),
    }
}

const fn list_fields<'a>(words: &Words<'a>, variants: &'static [Variant]) -> Words<'a> {
    let mut words = *words;
    let mut at = 0;
    while at < variants.len() {
        let fields = match &variants[at].content {
            Content::Struct(fields) => Some(fields),
            Content::Newtype(shape) => match &plain(*shape).get().kind {
                Kind::Struct(fields) => Some(fields),
                _ => None,
            },
            Content::Unit | Content::Tuple(_) => None,
        };
        if let Some(fields) = fields {
            words = words.fields(", ", fields);
        }
        at += 1;
    }
    words
}
