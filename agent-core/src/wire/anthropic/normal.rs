//! When two lists of messages say the same: the provider takes several ways of writing for one.
//!
//! A content that is one string is a list of one text, a result has not failed unless it says so, and
//! messages of one role in a row are one: <https://platform.claude.com/docs/en/api/messages>.

use serde_json::{Value, json};

use crate::wire::read;

/// Whether two lists of messages say the same.
pub(super) fn same(a: &str, b: &str) -> bool {
    match (serde_json::from_str(a), serde_json::from_str(b)) {
        (Ok(a), Ok(b)) => read::same(&normal(a), &normal(b)),
        _ => false,
    }
}

/// The messages in the one way of writing that the others are short for.
pub(super) fn normal(messages: Vec<Value>) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for mut message in messages {
        listed(&mut message);
        let blocks = message.get_mut("content").and_then(Value::as_array_mut);
        for block in blocks
            .into_iter()
            .flatten()
            .filter(|block| block.is_object())
        {
            if block["type"] == "tool_result" {
                listed(block);
            }
            if block["is_error"] == false {
                block["is_error"] = Value::Null;
            }
        }
        if !all.last_mut().is_some_and(|last| join(last, &mut message)) {
            all.push(message);
        }
    }
    Value::Array(all)
}

/// Makes a content that is one string a list of one text.
fn listed(object: &mut Value) {
    if let Some(text) = object.get("content").and_then(Value::as_str) {
        object["content"] = json!([{ "type": "text", "text": text }]);
    }
}

/// Adds a message's blocks to the last one's if both are of one role; false if they are not.
fn join(last: &mut Value, next: &mut Value) -> bool {
    let whole = |message: &Value| message.as_object().is_some_and(|it| it.len() == 2);
    if !whole(last) || !whole(next) || last["role"] != next["role"] {
        return false;
    }
    match (&mut last["content"], &mut next["content"]) {
        (Value::Array(last), Value::Array(next)) => {
            last.append(next);
            true
        }
        _ => false,
    }
}
