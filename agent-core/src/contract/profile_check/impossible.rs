//! What no reader of JSON can do anything with: a type without a value, and a map whose keys are no text.

use super::recursion::{Ancestors, Met};
use crate::schema::{Bound, Content, Field, Fields, Kind, Shape, ShapeRef, Variant};

/// Values inside each other that are looked into.
const DEEPEST: usize = 20;

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

/// What one look may cost, so that the compiler does not take it for endless.
const MOST: usize = 20_000;

/// Why no value of the field can be written, if that is so.
pub(crate) const fn impossible(field: &Field) -> Option<Impossible> {
    let mut look = Look {
        ancestors: Ancestors::NONE,
        nested: 0,
        spent: 0,
    };
    look.field(field)
}

/// The types around a value, and what was spent on the way.
struct Look {
    ancestors: Ancestors,
    nested: usize,
    spent: usize,
}

impl Look {
    const fn field(&mut self, field: &Field) -> Option<Impossible> {
        let found = self.value(field.shape);
        match &field.shape.get().kind {
            Kind::List { items, .. } if found.is_none() && needs_items(field.bounds) => {
                self.value(*items)
            }
            _ => found,
        }
    }

    const fn value(&mut self, shape: ShapeRef) -> Option<Impossible> {
        let node = shape.get();
        self.spent += 1 + self.ancestors.len;
        if self.nested == DEEPEST
            || self.spent > MOST
            || matches!(node.kind, Kind::Lazy(_) | Kind::Late(_))
        {
            return None;
        }
        let names = self.ancestors.len;
        if let Met::Again { name, .. } = self.ancestors.meet(node, 0) {
            return Some(Impossible::Endless(name));
        }
        self.nested += 1;
        let found = self.inside(node);
        self.nested -= 1;
        self.ancestors.len = names;
        found
    }

    const fn inside(&mut self, node: &Shape) -> Option<Impossible> {
        match &node.kind {
            Kind::Newtype { inner, .. } | Kind::Streamed { inner, .. } => self.value(*inner),
            Kind::Option(inner) => unless_endless(self.value(*inner)),
            Kind::List { items, len, .. } => match self.value(*items) {
                found if matches!(len, Some(1..)) => found,
                found => unless_endless(found),
            },
            Kind::Map { key, value } if is_key(*key) => unless_endless(self.value(*value)),
            Kind::Map { .. } => Some(Impossible::Keys),
            Kind::Tuple(places) => self.all(places),
            Kind::Struct(fields) => self.every(fields),
            Kind::Enum { variants, .. } => self.any(node.name, variants),
            Kind::Literals([]) => Some(Impossible::Empty(node.name)),
            _ => None,
        }
    }

    const fn all(&mut self, places: &[ShapeRef]) -> Option<Impossible> {
        let mut at = 0;
        while at < places.len() {
            let found = self.value(places[at]);
            if found.is_some() {
                return found;
            }
            at += 1;
        }
        None
    }

    const fn every(&mut self, fields: &Fields) -> Option<Impossible> {
        let mut at = 0;
        while at < fields.list.len() {
            let field = &fields.list[at];
            let mut found = self.field(field);
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
    const fn any(&mut self, name: &'static str, variants: &[Variant]) -> Option<Impossible> {
        let mut first = Some(Impossible::Empty(name));
        let mut possible = false;
        let mut at = 0;
        while at < variants.len() {
            let found = match &variants[at].content {
                Content::Unit => None,
                Content::Newtype(shape) => self.value(*shape),
                Content::Tuple(places) => self.all(places),
                Content::Struct(fields) => self.every(fields),
            };
            match found {
                None => possible = true,
                Some(Impossible::Keys) => return found,
                _ if at == 0 => first = found,
                _ => {}
            }
            at += 1;
        }
        if possible { None } else { first }
    }
}

/// A place that may stay empty needs no value; a map that cannot be written stands all the same.
const fn unless_endless(found: Option<Impossible>) -> Option<Impossible> {
    match found {
        Some(Impossible::Keys) => found,
        _ => None,
    }
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
            Kind::Newtype { inner, .. } | Kind::Option(inner) | Kind::Streamed { inner, .. } => {
                shape = *inner;
            }
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
