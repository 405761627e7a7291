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
        for bound in bounds {
            self.limit_by(*bound);
        }
        self
    }

    /// Of two bounds of one kind the tighter stays: a JSON object has each key once. A second pattern
    /// or format is said in words.
    fn limit_by(&mut self, bound: Bound) {
        let same =
            |known: &&mut Bound| std::mem::discriminant(*known) == std::mem::discriminant(&bound);
        match self.bounds.iter_mut().find(same) {
            Some(known) if tighter(&bound, known) => *known = bound,
            Some(known) if is_text(known) && *known != bound => self.docs.push(words(&bound)),
            Some(_) => {}
            None => self.bounds.push(bound),
        }
    }

    /// The words for the outside of a union, the bounds for its inside.
    pub(super) fn split(self) -> (Self, Self) {
        let inside = Self {
            docs: Vec::new(),
            bounds: self.bounds,
        };
        (
            Self {
                docs: self.docs,
                bounds: Vec::new(),
            },
            inside,
        )
    }

    pub(super) fn is_empty(&self) -> bool {
        self.docs.is_empty() && self.bounds.is_empty()
    }

    pub(super) fn has_lower_bound(&self) -> bool {
        self.bounds
            .iter()
            .any(|bound| matches!(bound, Bound::Minimum(_) | Bound::ExclusiveMinimum(_)))
    }

    pub(super) fn has_upper_bound(&self) -> bool {
        self.bounds
            .iter()
            .any(|bound| matches!(bound, Bound::Maximum(_) | Bound::ExclusiveMaximum(_)))
    }

    /// Everything in words, line by line.
    pub(super) fn lines(&self) -> Vec<String> {
        let bounds = self.bounds.iter().map(words);
        let said = self.docs.iter().cloned().chain(bounds);
        let lines = said.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        lines.collect()
    }

    /// Writes `description`: the docs, then the bounds that the profile has no key for.
    pub(super) fn describe(
        &self,
        object: &mut Object,
        out: &mut String,
        profile: &Profile,
        on: On,
    ) {
        let unsaid = self
            .bounds
            .iter()
            .filter(|bound| key(bound, profile, on).is_none())
            .map(words);
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
        (Bound::ExclusiveMinimum(_), On::Value) => (profile.exclusive_bounds, "exclusiveMinimum"),
        (Bound::ExclusiveMaximum(_), On::Value) => (profile.exclusive_bounds, "exclusiveMaximum"),
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
        Bound::ExclusiveMinimum(limit) | Bound::ExclusiveMaximum(limit) => {
            object.number(out, key, limit);
        }
        Bound::MinLength(count) | Bound::MaxLength(count) => object.number(out, key, count),
        Bound::Pattern(text) | Bound::Format(text) => object.text(out, key, text),
    }
}

/// Whether `a` allows less than `b`, which is of the same kind.
fn tighter(a: &Bound, b: &Bound) -> bool {
    match (a, b) {
        (Bound::Minimum(a), Bound::Minimum(b))
        | (Bound::ExclusiveMinimum(a), Bound::ExclusiveMinimum(b)) => a.float() > b.float(),
        (Bound::Maximum(a), Bound::Maximum(b))
        | (Bound::ExclusiveMaximum(a), Bound::ExclusiveMaximum(b)) => a.float() < b.float(),
        (Bound::MinLength(a), Bound::MinLength(b)) => a > b,
        (Bound::MaxLength(a), Bound::MaxLength(b)) => a < b,
        _ => false,
    }
}

fn is_text(bound: &Bound) -> bool {
    matches!(bound, Bound::Pattern(_) | Bound::Format(_))
}

impl Limit {
    #[expect(clippy::cast_precision_loss, reason = "only compares two bounds")]
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
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
