//! Lists, sets, tuples and maps.

use std::collections::BTreeSet;

use super::bounds::{Measure, holds};
use super::describe::describe;
use super::mismatch::excerpt;
use super::number::{Whole, whole};
use super::scan::{Fault, Scan};
use super::value::Checker;
use crate::schema::{Bound, Constant, Content, Kind, Shape, ShapeRef};

impl Checker<'_> {
    /// Checks a list and returns where it begins and how many items it has.
    pub(super) fn list(
        &mut self,
        shape: &Shape,
        items: &'static Shape,
        unique: bool,
        len: Option<usize>,
    ) -> Result<(usize, usize), Fault> {
        let start = self.open_list(shape)?;
        let mut seen = BTreeSet::new();
        let mut count = 0;
        let mut more = self.scan.next_token() != b']';
        while more {
            self.scan.next_token();
            let at = self.scan.pos;
            self.item(items, &[])
                .map_err(|fault| fault.under(&count.to_string()))?;
            if unique && !seen.insert(canonical(self.scan.since(at))) {
                self.scan.pos = at;
                let again = self.expected("each item once".to_owned());
                return Err(again.under(&count.to_string()));
            }
            count += 1;
            more = self.scan.another(b']')?;
        }
        self.scan.leave();
        if len.is_some_and(|len| len != count) {
            return Err(self.wrong_at(start, shape, &[]));
        }
        Ok((start, count))
    }

    pub(super) fn tuple(&mut self, shape: &Shape, places: &[ShapeRef]) -> Result<(), Fault> {
        let start = self.open_list(shape)?;
        let mut count = 0;
        let mut more = self.scan.next_token() != b']';
        while more {
            let Some(place) = places.get(count) else {
                self.scan.depth -= 1;
                return Err(self.wrong_at(start, shape, &[]));
            };
            self.value(place.get(), &[])
                .map_err(|fault| fault.under(&count.to_string()))?;
            count += 1;
            more = self.scan.another(b']')?;
        }
        self.scan.leave();
        if count < places.len() {
            return Err(self.wrong_at(start, shape, &[]));
        }
        Ok(())
    }

    fn open_list(&mut self, shape: &Shape) -> Result<usize, Fault> {
        if self.scan.next_token() != b'[' {
            return Err(self.wrong(shape, &[]));
        }
        let start = self.scan.pos;
        self.scan.enter()?;
        Ok(start)
    }

    /// Checks a map and returns where it begins and how many keys it has.
    pub(super) fn map(
        &mut self,
        shape: &Shape,
        keys: &'static Shape,
        values: &'static Shape,
    ) -> Result<(usize, usize), Fault> {
        if self.scan.peek() != b'{' {
            return Err(self.wrong(shape, &[]));
        }
        let start = self.scan.pos;
        let mut seen = BTreeSet::new();
        self.scan.enter()?;
        let mut more = self.scan.next_token() != b'}';
        while more {
            let at = self.scan.pos;
            let key = self.scan.key()?.content();
            self.map_key(keys, &key, at)?;
            self.scan.colon()?;
            self.value(values, &[]).map_err(|fault| fault.under(&key))?;
            if let Some(again) = seen.replace(key) {
                return Err(Self::duplicate(at, &again));
            }
            more = self.scan.another(b'}')?;
        }
        self.scan.leave();
        Ok((start, seen.len()))
    }

    /// Checks one key of a map, which stands at `at`.
    pub(super) fn map_key(&self, shape: &Shape, key: &str, at: usize) -> Result<(), Fault> {
        if key_fits(shape, key, 0) {
            return Ok(());
        }
        let mut fault = self.scan.fault(
            format!("keys that are {}", describe(shape, &[])),
            excerpt(key),
        );
        fault.offset = at;
        Err(fault.under(key))
    }
}

/// Numbers, booleans and unit enums are keys as text; wrappers are entered up to a limit.
fn key_fits(shape: &Shape, key: &str, hops: u8) -> bool {
    match &shape.kind {
        _ if hops > 64 => false,
        Kind::Any | Kind::Foreign(_) => true,
        Kind::String { format } => {
            format.is_empty() || holds(&Bound::Format(format), Measure::Text(key))
        }
        Kind::Integer { min, max } => integer_key(key).is_some_and(|i| (*min..=*max).contains(&i)),
        Kind::Number => number_key(key).is_some(),
        Kind::Bool => matches!(key, "true" | "false"),
        Kind::Enum { variants, .. } => variants.iter().any(|variant| {
            matches!(variant.content, Content::Unit)
                && (variant.name == key || variant.aliases.contains(&key))
        }),
        Kind::Option(inner) => key_fits(inner.get(), key, hops + 1),
        Kind::Lazy(_) | Kind::Late(_) | Kind::Streamed { .. } => shape
            .kind
            .stands_for()
            .is_some_and(|inner| key_fits(inner.get(), key, hops + 1)),
        Kind::Literals(all) => all
            .iter()
            .any(|one| matches!(one.value, Constant::Text(text) if text == key)),
        Kind::Newtype { inner, bounds } => {
            let measure = match number_key(key) {
                Some(()) if !is_text(inner.get()) => Measure::Number(key),
                _ => Measure::Text(key),
            };
            key_fits(inner.get(), key, hops + 1) && bounds.iter().all(|b| holds(b, measure))
        }
        Kind::Unit | Kind::List { .. } | Kind::Tuple(_) | Kind::Map { .. } | Kind::Struct(_) => {
            false
        }
    }
}

fn is_text(shape: &Shape) -> bool {
    matches!(shape.kind, Kind::String { .. })
}

/// An integer key as serde reads it: digits, no fraction, no exponent, no `-0`.
fn integer_key(key: &str) -> Option<i128> {
    let plain = key.bytes().all(|b| b == b'-' || b.is_ascii_digit()) && key != "-0";
    number_key(key).filter(|()| plain)?;
    key.parse().ok()
}

fn number_key(key: &str) -> Option<()> {
    let mut scan = Scan::new(key);
    scan.number()
        .and_then(|_| {
            if scan.pos == key.len() {
                Ok(())
            } else {
                Err(scan.unexpected(""))
            }
        })
        .ok()
}

/// A text that is equal for equal values, however they are written.
fn canonical(raw: &str) -> String {
    let simple = !raw
        .bytes()
        .any(|b| matches!(b, b'{' | b'[' | b'\\' | b'.' | b'e' | b'E' | b'-'));
    match serde_json::from_str(raw) {
        Ok(value) if !simple || raw.starts_with('"') => sorted(&value),
        _ => raw.to_owned(),
    }
}

/// Writes keys in order and whole numbers without fraction.
fn sorted(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Object(members) => {
            let sorted: std::collections::BTreeMap<_, _> = members
                .iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            format!("{sorted:?}")
        }
        Value::Array(items) => format!("{:?}", items.iter().map(sorted).collect::<Vec<_>>()),
        Value::Number(number) => match whole(&number.to_string()) {
            Whole::Value(integer) => integer.to_string(),
            Whole::Huge | Whole::No => number.to_string(),
        },
        Value::String(_) | Value::Bool(_) | Value::Null => value.to_string(),
    }
}
