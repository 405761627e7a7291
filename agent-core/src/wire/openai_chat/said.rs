//! What of an answer must come back in the next request beside its words and calls.
//!
//! Servers that show reasoning want it back under the name that they gave it; others refuse a name that they
//! never gave. So nothing is said again but what was said, under the same name.

use serde_json::{Map, Value, json};

use crate::message::Said;
use crate::wire::read::{array, some, text};

/// The message as it must stand in a request; `None` where its words and calls are all of it.
pub(super) fn of(message: &Value) -> Option<Said> {
    let calls = array(message, "tool_calls");
    // Without ids the results name calls by ids of our own, and the calls must have the same.
    if calls.iter().any(|call| text(call, "id").is_none()) {
        return None;
    }
    let reasoning = reasoning(message);
    // Thoughts, references, and parts that this version does not know.
    let mut parts = array(message, "content").iter();
    let wordless = parts.any(|part| part["type"] != "text");
    let signed = calls
        .iter()
        .any(|call| some(call, "extra_content").is_some() || call.get("function").is_none());
    if reasoning.is_none() && !wordless && !signed {
        return None;
    }
    let mut said = Map::new();
    said.insert("role".into(), "assistant".into());
    said.insert("content".into(), message["content"].clone());
    said.extend(reasoning.map(|(name, value)| (name.to_owned(), value.clone())));
    if !calls.is_empty() {
        said.insert("tool_calls".into(), calls.iter().map(call).collect());
    }
    Some(Said {
        dialect: super::NAME.to_owned(),
        json: Value::Object(said).to_string(),
    })
}

/// The details say all that the other two say, and have the signatures.
fn reasoning(message: &Value) -> Option<(&'static str, &Value)> {
    let there = |name| {
        some(message, name)
            .filter(|value| **value != json!("") && **value != json!([]))
            .map(|value| (name, value))
    };
    there("reasoning_details")
        .or_else(|| there("reasoning_content"))
        .or_else(|| there("reasoning"))
}

/// A call with all that the server wrote into it, but for its place in the stream.
fn call(call: &Value) -> Value {
    let mut call = call.clone();
    if let Some(members) = call.as_object_mut() {
        members.remove("index");
        if members
            .get("type")
            .and_then(Value::as_str)
            .is_none_or(str::is_empty)
        {
            members.insert("type".into(), "function".into());
        }
    }
    call
}
