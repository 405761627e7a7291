//! Whether a value keeps within a bound.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex_lite::Regex;

use super::format::has_format;
use super::number::{Whole, whole};
use crate::schema::{Bound, Limit};

/// What of a value a bound looks at.
#[derive(Clone, Copy)]
pub(crate) enum Measure<'a> {
    /// The characters of a text.
    Text(&'a str),
    /// An integer.
    Integer(i128),
    /// A well-formed number as written.
    Number(&'a str),
    /// Items of a list or keys of a map.
    Count(usize),
}

/// True if the bound holds, or says nothing about such a value.
pub(crate) fn holds(bound: &Bound, measure: Measure<'_>) -> bool {
    match (bound, measure) {
        (Bound::Minimum(Limit::Integer(limit)), Measure::Integer(value)) => value >= *limit,
        (Bound::Maximum(Limit::Integer(limit)), Measure::Integer(value)) => value <= *limit,
        (_, Measure::Integer(value)) => holds(bound, Measure::Number(&value.to_string())),
        (Bound::Minimum(limit), Measure::Number(raw)) => !less(raw, limit),
        (Bound::Maximum(limit), Measure::Number(raw)) => !greater(raw, limit),
        (Bound::ExclusiveMinimum(limit), Measure::Number(raw)) => greater(raw, limit),
        (Bound::ExclusiveMaximum(limit), Measure::Number(raw)) => less(raw, limit),
        (Bound::MinLength(least), Measure::Count(count)) => count >= *least,
        (Bound::MaxLength(most), Measure::Count(count)) => count <= *most,
        (Bound::MinLength(least), Measure::Text(text)) => text.chars().count() >= *least,
        (Bound::MaxLength(most), Measure::Text(text)) => text.chars().count() <= *most,
        (Bound::Pattern(pattern), Measure::Text(text)) => matches_pattern(pattern, text),
        (Bound::Format(format), Measure::Text(text)) => has_format(text, format),
        _ => true,
    }
}

fn less(raw: &str, limit: &Limit) -> bool {
    order(raw, limit) == Some(std::cmp::Ordering::Less)
}

fn greater(raw: &str, limit: &Limit) -> bool {
    order(raw, limit) == Some(std::cmp::Ordering::Greater)
}

/// Compares integers exactly and everything else as floats.
fn order(raw: &str, limit: &Limit) -> Option<std::cmp::Ordering> {
    let float: f64 = raw.parse().ok()?;
    match (limit, whole(raw)) {
        (Limit::Integer(limit), Whole::Value(value)) => Some(value.cmp(limit)),
        (Limit::Float(limit), _) => float.partial_cmp(limit),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a fraction is compared as a float anyway"
        )]
        (Limit::Integer(limit), _) => float.partial_cmp(&(*limit as f64)),
    }
}

/// Patterns come from types, so there are few of them and they are kept for ever.
static COMPILED: Mutex<BTreeMap<&'static str, Option<Regex>>> = Mutex::new(BTreeMap::new());

/// A pattern that cannot be compiled matches nothing: a bound fails closed.
fn matches_pattern(pattern: &'static str, text: &str) -> bool {
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let regex = compiled
        .entry(pattern)
        .or_insert_with(|| Regex::new(pattern).ok())
        .clone();
    drop(compiled);
    regex.is_some_and(|regex| regex.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_within_limits_however_they_are_written() {
        let at_most = |limit| move |raw| holds(&Bound::Maximum(limit), Measure::Number(raw));
        let fifty = at_most(Limit::Integer(50));
        assert!(fifty("50") && fifty("5e1") && fifty("-1e300") && fifty("49.9"));
        assert!(!fifty("51") && !fifty("50.1") && !fifty("1e300"));
        let exact = at_most(Limit::Integer(9_007_199_254_740_992));
        assert!(exact("9007199254740992") && !exact("9007199254740993"));
        let exclusive = |raw| {
            holds(
                &Bound::ExclusiveMinimum(Limit::Float(0.5)),
                Measure::Number(raw),
            )
        };
        assert!(exclusive("1") && !exclusive("0.5") && !exclusive("5e-1"));
    }

    #[test]
    fn lengths_count_characters() {
        let three = [Bound::MinLength(3), Bound::MaxLength(3)];
        let fits = |text| three.iter().all(|bound| holds(bound, Measure::Text(text)));
        assert!(fits("äöü") && !fits("ä") && !fits("äöüß"));
    }

    #[test]
    fn patterns_search_and_bad_patterns_match_nothing() {
        assert!(matches_pattern("[A-Z]-[0-9]+", "order A-12"));
        assert!(!matches_pattern("^[A-Z]-[0-9]+$", "order A-12"));
        assert!(!matches_pattern("(", "("));
    }
}
