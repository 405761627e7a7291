//! What no reader of JSON can do anything with: a type without a value, and a map whose keys are no text.

use super::recursion::same;
use crate::schema::{Bound, Content, Field, Fields, Kind, Shape, ShapeRef, Variant};

/// Values inside each other that are looked into.
const DEEPEST: usize = 24;

/// Why no model can fill in a value.
#[derive(Clone, Copy)]
pub(crate) enum Impossible {
    /// The type has no value that ends.
    Endless(&'static str),
    /// An enum without variants.
    Empty(&'static str),
    /// A map whose keys are neither text nor numbers nor names.
    Keys,
}

/// The types around a value.
#[derive(Clone, Copy)]
struct Above<'a> {
    shape: &'static Shape,
    outer: Option<&'a Self>,
    nested: usize,
}

/// Why no value of the field can be written, if that is so.
pub(crate) const fn impossible(field: &Field) -> Option<Impossible> {
    match value(field.shape, None) {
        None if needs_items(field.bounds) => match &field.shape.get().kind {
            Kind::List { items, .. } => value(*items, None),
            _ => None,
        },
        found => found,
    }
}

const fn value(shape: ShapeRef, above: Option<&Above<'_>>) -> Option<Impossible> {
    let node = shape.get();
    let mut at = above;
    while let Some(outer) = at {
        if outer.nested > DEEPEST {
            return None;
        }
        if !node.name.is_empty() && same(outer.shape, node) {
            return Some(Impossible::Endless(node.name));
        }
        at = outer.outer;
    }
    let here = Above {
        shape: node,
        outer: above,
        nested: match above {
            Some(above) => above.nested + 1,
            None => 0,
        },
    };
    match &node.kind {
        Kind::Newtype { inner, .. } => value(*inner, Some(&here)),
        Kind::Option(inner) => unless_endless(value(*inner, Some(&here))),
        Kind::List { items, len, .. } => match value(*items, Some(&here)) {
            found if matches!(len, Some(1..)) => found,
            found => unless_endless(found),
        },
        Kind::Map { key, value } if is_key(*key) => {
            unless_endless(self::value(*value, Some(&here)))
        }
        Kind::Map { .. } => Some(Impossible::Keys),
        Kind::Tuple(places) => all(places, &here),
        Kind::Struct(fields) => every(fields, &here),
        Kind::Enum { variants, .. } => any(node.name, variants, &here),
        _ => None,
    }
}

/// A place that may stay empty needs no value; a map that cannot be written stands all the same.
const fn unless_endless(found: Option<Impossible>) -> Option<Impossible> {
    match found {
        Some(Impossible::Keys) => found,
        _ => None,
    }
}

const fn all(places: &[ShapeRef], above: &Above<'_>) -> Option<Impossible> {
    let mut at = 0;
    while at < places.len() {
        if let Some(found) = value(places[at], Some(above)) {
            return Some(found);
        }
        at += 1;
    }
    None
}

const fn every(fields: &Fields, above: &Above<'_>) -> Option<Impossible> {
    let mut at = 0;
    while at < fields.list.len() {
        let field = &fields.list[at];
        let mut found = value(field.shape, Some(above));
        if let (None, true, Kind::List { items, .. }) =
            (&found, needs_items(field.bounds), &field.shape.get().kind)
        {
            found = value(*items, Some(above));
        }
        if !field.required {
            found = unless_endless(found);
        }
        if found.is_some() {
            return found;
        }
        at += 1;
    }
    None
}

/// One variant that has a value is enough.
const fn any(name: &'static str, variants: &[Variant], above: &Above<'_>) -> Option<Impossible> {
    let mut first = Some(Impossible::Empty(name));
    let mut at = 0;
    while at < variants.len() {
        let found = match &variants[at].content {
            Content::Unit => None,
            Content::Newtype(shape) => value(*shape, Some(above)),
            Content::Tuple(places) => all(places, above),
            Content::Struct(fields) => every(fields, above),
        };
        match found {
            None => return None,
            Some(Impossible::Keys) => return found,
            _ if at == 0 => first = found,
            _ => {}
        }
        at += 1;
    }
    first
}

/// Whether a list must have items.
const fn needs_items(bounds: &[Bound]) -> bool {
    let mut at = 0;
    while at < bounds.len() {
        if matches!(bounds[at], Bound::MinLength(1..)) {
            return true;
        }
        at += 1;
    }
    false
}

/// What JSON can write as a key.
const fn is_key(mut shape: ShapeRef) -> bool {
    loop {
        match &shape.get().kind {
            Kind::Newtype { inner, .. } | Kind::Option(inner) => shape = *inner,
            Kind::Unit
            | Kind::List { .. }
            | Kind::Tuple(_)
            | Kind::Map { .. }
            | Kind::Struct(_) => {
                return false;
            }
            Kind::Enum { variants, .. } => return are_names(variants),
            _ => return true,
        }
    }
}

const fn are_names(variants: &[Variant]) -> bool {
    let mut at = 0;
    while at < variants.len() {
        if !matches!(variants[at].content, Content::Unit) {
            return false;
        }
        at += 1;
    }
    true
}
