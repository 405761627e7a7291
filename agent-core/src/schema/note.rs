//! What is said about a value on the way down to its type: doc comments and bounds of the field, of its
//! newtypes and of the type itself.

use super::{Bound, Limit, Profile, writer::Object};

/// Collected words and bounds.
#[derive(Clone, Default)]
pub(super) struct Note {
    docs: Vec<String>,
    bounds: Vec<Bound>,
}

/// What a bound limits, which decides its key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Text,
    List,
    Map,
    /// Numbers, and whatever has no size.
    Value,
}

impl Note {
    pub(super) fn new(doc: &str, bounds: &[Bound]) -> Self {
        Self::default().and(doc, bounds)
    }

    /// More words and bounds. What was said already is not said again.
    pub(super) fn and(mut self, doc: &str, bounds: &[Bound]) -> Self {
        if !doc.is_empty() && !self.docs.iter().any(|said| said == doc) {
            self.docs.push(doc.to_owned());
        }
        self.bounds.extend_from_slice(bounds);
        self
    }

    /// The words for the outside of a union, the bounds for its inside.
    pub(super) fn split(self) -> (Self, Self) {
        let inside = Self { docs: Vec::new(), bounds: self.bounds };
        (Self { docs: self.docs, bounds: Vec::new() }, inside)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.docs.is_empty() && self.bounds.is_empty()
    }

    pub(super) fn has_lower_bound(&self) -> bool {
        self.bounds.iter().any(|bound| matches!(bound, Bound::Minimum(_) | Bound::ExclusiveMinimum(_)))
    }

    pub(super) fn has_upper_bound(&self) -> bool {
        self.bounds.iter().any(|bound| matches!(bound, Bound::Maximum(_) | Bound::ExclusiveMaximum(_)))
    }

    /// Writes `description`: the docs, then the bounds that the profile has no key for.
    pub(super) fn describe(&self, object: &mut Object, out: &mut String, profile: &Profile, on: On) {
        let unsaid = self.bounds.iter().filter(|bound| key(bound, profile, on).is_none()).map(words);
        let said: Vec<String> = self.docs.iter().cloned().chain(unsaid).collect();
        if !said.is_empty() {
            object.text(out, "description", &said.join("\n"));
        }
    }

    /// Writes the bounds that the profile has a key for.
    pub(super) fn limit(&self, object: &mut Object, out: &mut String, profile: &Profile, on: On) {
        for bound in &self.bounds {
            if let Some(key) = key(bound, profile, on) {
                write(object, out, key, bound);
            }
        }
    }
}

/// The key of a bound, if the profile's reader knows it.
fn key(bound: &Bound, profile: &Profile, on: On) -> Option<&'static str> {
    let (known, key) = match (bound, on) {
        (Bound::Minimum(_), On::Value) => (profile.number_bounds, "minimum"),
        (Bound::Maximum(_), On::Value) => (profile.number_bounds, "maximum"),
        (Bound::ExclusiveMinimum(_), On::Value) => (profile.number_bounds, "exclusiveMinimum"),
        (Bound::ExclusiveMaximum(_), On::Value) => (profile.number_bounds, "exclusiveMaximum"),
        (Bound::MinLength(_), On::Text) => (profile.text_lengths, "minLength"),
        (Bound::MaxLength(_), On::Text) => (profile.text_lengths, "maxLength"),
        (Bound::MinLength(_), On::List) => (profile.list_lengths, "minItems"),
        (Bound::MaxLength(_), On::List) => (profile.list_lengths, "maxItems"),
        (Bound::MinLength(_), On::Map) => (profile.rare_keys, "minProperties"),
        (Bound::MaxLength(_), On::Map) => (profile.rare_keys, "maxProperties"),
        (Bound::Pattern(_), On::Text) => (profile.patterns, "pattern"),
        (Bound::Format(format), On::Text) => (profile.knows_format(format), "format"),
        _ => return None,
    };
    known.then_some(key)
}

fn write(object: &mut Object, out: &mut String, key: &str, bound: &Bound) {
    match bound {
        Bound::Minimum(limit) | Bound::Maximum(limit) => object.number(out, key, limit),
        Bound::ExclusiveMinimum(limit) | Bound::ExclusiveMaximum(limit) => object.number(out, key, limit),
        Bound::MinLength(count) | Bound::MaxLength(count) => object.number(out, key, count),
        Bound::Pattern(text) | Bound::Format(text) => object.text(out, key, text),
    }
}

/// The bound in words.
fn words(bound: &Bound) -> String {
    match bound {
        Bound::Minimum(limit) => format!("Minimum: {limit}"),
        Bound::Maximum(limit) => format!("Maximum: {limit}"),
        Bound::ExclusiveMinimum(limit) => format!("Greater than: {limit}"),
        Bound::ExclusiveMaximum(limit) => format!("Less than: {limit}"),
        Bound::MinLength(count) => format!("Minimum length: {count}"),
        Bound::MaxLength(count) => format!("Maximum length: {count}"),
        Bound::Pattern(text) => format!("Pattern: {text}"),
        Bound::Format(text) => format!("Format: {text}"),
    }
}

impl std::fmt::Display for Limit {
    /// As JSON: `{:?}` keeps the `.0` that tells a float, and never prints what JSON lacks.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value:?}"),
        }
    }
}
