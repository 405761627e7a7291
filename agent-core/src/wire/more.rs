//! What came beside an answer: sources, probabilities, whatever this version has no place for.
//!
//! Owns how it is kept, as the answer's own JSON without all that is known. It is never sent to a model again: that
//! is for [`Reply::said`].

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::json;
use crate::event::raw;
use crate::message::{Reply, Said};

/// Members of an object that nobody knows, each as it was written.
pub(super) type Members = BTreeMap<String, String>;

/// Takes in the members that are none of these and say something. What comes later stands above what came before.
pub(super) fn take(into: &mut Members, object: &str, known: &[&str]) {
    for (name, value) in raw::members(object).map_while(Result::ok) {
        let nothing = matches!(value, "null" | "[]" | "{}" | "\"\"");
        if !nothing && !known.contains(&&*name) {
            into.insert(name.into_owned(), value.to_owned());
        }
    }
}

/// The members as they stand in an object behind others: `,"name":value`.
pub(super) fn written(members: &Members) -> String {
    let mut out = String::new();
    for (name, value) in members {
        json::key(&mut out, name);
        out.push_str(value);
    }
    out
}

/// The members as a reply keeps them; `None` where there are none.
pub(super) fn kept(dialect: &str, members: &Members) -> Option<Said> {
    let all = written(members);
    let all = all.strip_prefix(',')?;
    Some(Said {
        dialect: dialect.to_owned(),
        json: format!("{{{all}}}"),
    })
}

/// What a reply keeps of this dialect.
pub(super) fn own(reply: &Reply, dialect: &str) -> Members {
    let mut members = Members::new();
    if let Some(more) = reply.more.as_ref().filter(|more| more.dialect == dialect) {
        take(&mut members, &more.json, &[]);
    }
    members
}

/// As [`take`], of a value that was read.
pub(super) fn unknown(object: &Value, known: &[&str]) -> Map<String, Value> {
    let members = object.as_object().into_iter().flatten();
    let new =
        members.filter(|(name, value)| !known.contains(&name.as_str()) && says_something(value));
    new.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Adds what a later piece says: lists and objects grow, anything else replaces what was there.
pub(super) fn grow(into: &mut Value, more: Value) {
    match (into, more) {
        (Value::Array(items), Value::Array(mut more)) => items.append(&mut more),
        (Value::Object(members), Value::Object(more)) => {
            for (name, value) in more {
                grow(members.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, more) if says_something(&more) => *into = more,
        _ => {}
    }
}
