//! What every dialect's reader asks of JSON: what is absent, null or of another type counts as absent.

use serde_json::Value;

use super::fault::start_of;
use super::{Dialect, WireError};
use crate::event::raw;
use crate::message::RequestMessage;

pub(crate) fn parse(body: &str) -> Result<Value, WireError> {
    serde_json::from_str(bare(body)).map_err(|error| WireError::NotJson {
        reason: error.to_string(),
        start: start_of(body),
    })
}

/// A body without the byte order mark that some servers set before it.
pub(crate) fn bare(body: &str) -> &str {
    let body = body.trim();
    body.strip_prefix('\u{feff}').unwrap_or(body)
}

/// A whole number that is not negative, however it is written: `7`, `7.0`, `"7"`.
pub(crate) fn whole(number: &Value) -> Option<u64> {
    let text = number.as_str().map(str::trim);
    number
        .as_u64()
        .or_else(|| text?.parse().ok())
        .or_else(|| number.as_f64().and_then(of_float))
}

fn of_float(number: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = number.fract() == 0.0 && (0.0..EXACT).contains(&number);
    whole.then(|| format!("{number:.0}").parse().ok())?
}

pub(crate) fn empty(missing: &'static str, body: &str) -> WireError {
    WireError::Empty {
        missing,
        start: start_of(body),
    }
}

/// A string member; an empty one counts as absent.
pub(crate) fn text(object: &Value, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// A string member, borrowed; empty where it is absent.
pub(crate) fn word<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn array<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A member that is there and not null.
pub(crate) fn some<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

/// An object's members in their order, each as it is written.
pub(crate) fn members(object: &str) -> Result<Vec<(String, &str)>, WireError> {
    let all: Result<Vec<_>, _> = raw::members(object)
        .map(|member| member.map(|(key, value)| (key.into_owned(), value)))
        .collect();
    all.map_err(|error| not_json(&error, object))
}

/// A list's items in their order, each as it is written; none where it is no list.
pub(crate) fn items(array: &str) -> Result<Vec<&str>, WireError> {
    if !array.trim_start().starts_with('[') {
        return Ok(Vec::new());
    }
    let all: Result<Vec<_>, _> = raw::items(array).collect();
    all.map_err(|error| not_json(&error, array))
}

fn not_json(error: &raw::RawError, text: &str) -> WireError {
    WireError::NotJson {
        reason: error.to_string(),
        start: start_of(text),
    }
}

/// Whether two JSON values say the same: a null member is as good as none, and `1` is `1.0`.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let known = |(key, value): (&String, &Value)| {
                value.is_null() || b.get(key).is_some_and(|other| same(value, other))
            };
            let new = |(key, value): (&String, &Value)| value.is_null() || a.contains_key(key);
            a.iter().all(known) && b.iter().all(new)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

/// Whether two JSON texts say the same.
pub(crate) fn same_text(a: &str, b: &str) -> bool {
    match (serde_json::from_str(a), serde_json::from_str(b)) {
        (Ok(a), Ok(b)) => same(&a, &b),
        _ => false,
    }
}

/// A message in its typed form if that says all that was written, and as it was written if not.
pub(crate) fn faithful(
    dialect: &dyn Dialect,
    written: &str,
    typed: Option<RequestMessage>,
) -> RequestMessage {
    let raw = || RequestMessage::Raw(written.to_owned());
    let Some(typed) = typed else {
        return raw();
    };
    let mut again = String::new();
    typed.with(|message| dialect.message(&mut again, message, true));
    if same_text(&again, written) {
        typed
    } else {
        raw()
    }
}
