//! The items of a model's turn, and what of them must come back.

use serde_json::{Value, json};

use crate::message::{Reply, Said};
use crate::wire::read::{array, some, text, word};

/// The turn as it must stand in a request; `None` where its words and calls are all of it.
pub(super) fn said(output: &[Value]) -> Option<Said> {
    if output.iter().all(is_plain) && in_order(output) {
        return None;
    }
    let items: Vec<Value> = output.iter().map(without_nulls).collect();
    Some(Said {
        dialect: super::NAME.to_owned(),
        json: Value::Array(items).to_string(),
    })
}

/// Words without more to them, or a call without more to it.
fn is_plain(item: &Value) -> bool {
    match word(item, "type") {
        "message" => {
            let parts = array(item, "content");
            some(item, "phase").is_none() && parts.iter().all(is_words)
        }
        "function_call" => some(item, "namespace").is_none() && text(item, "call_id").is_some(),
        _ => false,
    }
}

/// Nothing but words: no sources, no probabilities, nothing that this version does not know.
fn is_words(part: &Value) -> bool {
    let nothing = |value: &Value| value.is_null() || *value == json!([]);
    let members = part.as_object().into_iter().flatten();
    let more =
        members.filter(|(name, value)| !matches!(&***name, "type" | "text") && !nothing(value));
    part["type"] == "output_text" && more.count() == 0
}

/// One message at most, and before all calls: as words and calls are written.
fn in_order(output: &[Value]) -> bool {
    let messages = output.iter().skip(1);
    messages.into_iter().all(|item| item["type"] != "message")
}

/// A null is refused in some items where its absence is not.
fn without_nulls(item: &Value) -> Value {
    match item {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| !value.is_null());
            kept.map(|(name, value)| (name.clone(), without_nulls(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// Whether an item of a request is a part of the model's turn, not the caller's.
pub(super) fn is_models(item: &Value) -> bool {
    match (word(item, "role"), word(item, "type")) {
        ("assistant", _) => true,
        ("", "tool_search_output") => item["execution"] == "server",
        ("", kind) => {
            !kind.is_empty()
                && !kind.ends_with("_output")
                && !matches!(kind, "mcp_approval_response" | "item_reference")
        }
        _ => false,
    }
}

/// The items of a reply: those that the provider wrote where they are known.
pub(super) fn of(reply: &Reply) -> Vec<Value> {
    let said = reply
        .said
        .as_ref()
        .filter(|said| said.dialect == super::NAME);
    if let Some(items) = said.and_then(|said| serde_json::from_str(&said.json).ok()) {
        return items;
    }
    let reasoning = reply.reasoning.iter().map(|text| {
        let summary = json!([{ "type": "summary_text", "text": text }]);
        json!({ "type": "reasoning", "id": "rs_1", "summary": summary })
    });
    let text = reply
        .text
        .iter()
        .map(|text| json!({ "type": "output_text", "text": text, "annotations": [] }));
    let refusal = reply.refusal.iter();
    let refusal = refusal.map(|words| json!({ "type": "refusal", "refusal": words }));
    let parts: Vec<Value> = text.chain(refusal).collect();
    let message = (!parts.is_empty()).then(|| {
        json!({
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "status": "completed",
            "content": parts,
        })
    });
    let calls = reply.calls.iter().enumerate().map(|(at, call)| {
        json!({
            "type": "function_call",
            "id": format!("fc_{}", at + 1),
            "call_id": call.id,
            "name": call.name,
            "arguments": call.arguments,
            "status": "completed",
        })
    });
    reasoning.chain(message).chain(calls).collect()
}
