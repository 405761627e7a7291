//! Looking into a provider's JSON text: what is there is taken as it was written, what is absent, null or
//! of another type counts as absent.
//!
//! Owns the borrowing of members out of text, so that numbers and the order of keys stay the provider's.
//! Knows nothing of any dialect.

use serde_json::Value;

use super::WireError;
use super::fault::start_of;
use super::read::{bare, whole};
use crate::event::raw::{items, member, members};

/// The body, once it is known to be JSON.
pub(super) fn json(body: &str) -> Result<&str, WireError> {
    let body = bare(body);
    match serde_json::from_str::<Value>(body) {
        Ok(_) => Ok(body),
        Err(error) => Err(WireError::NotJson {
            reason: error.to_string(),
            start: start_of(body),
        }),
    }
}

/// What a JSON string says.
pub(super) fn string(json: &str) -> Option<String> {
    json.starts_with('"')
        .then(|| serde_json::from_str(json).ok())?
}

/// A string member; an empty one counts as absent.
pub(super) fn text(object: &str, key: &str) -> Option<String> {
    string(member(object, key)?).filter(|text| !text.is_empty())
}

/// A member that is an object.
pub(super) fn object<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    member(object, key).filter(|json| json.starts_with('{'))
}

/// The items of a member that is a list; none where it is no list.
pub(super) fn list<'a>(object: &'a str, key: &str) -> Vec<&'a str> {
    member(object, key).map_or_else(Vec::new, all)
}

/// The items of a list.
pub(super) fn all(list: &str) -> Vec<&str> {
    items(list).map_while(Result::ok).collect()
}

/// An error's body: where it is a list, its first item.
pub(super) fn first(body: &str) -> &str {
    let body = bare(body);
    all(body).into_iter().next().unwrap_or(body)
}

/// A count, however it is written: `7`, `7.0`, `"7"`.
pub(super) fn count(object: &str, key: &str) -> Option<u64> {
    let count = member(object, key)?;
    let other = || whole(&serde_json::from_str(count).ok()?);
    count.parse().ok().or_else(other)
}

/// Whether a member is `true`.
pub(super) fn is_true(object: &str, key: &str) -> bool {
    member(object, key) == Some("true")
}

/// Whether an object has no members but these. What says nothing (`null`, an empty list) is not counted.
pub(super) fn has_only(object: &str, keys: &[&str]) -> bool {
    members(object).all(|member| {
        member.is_ok_and(|(key, value)| keys.contains(&&*key) || matches!(value, "null" | "[]"))
    })
}

/// A number that is the same when it is written again.
pub(super) fn number(json: &str) -> Option<f32> {
    let number: f32 = json.parse().ok()?;
    let again: Option<f64> = number.to_string().parse().ok();
    (again == json.parse().ok()).then_some(number)
}
