//! Answers as a server would write them, for test servers and stand-ins.

use serde_json::{Value, json};

use super::items;
use crate::message::{Reply, Stop, Usage};
use crate::wire::json::pieces;
use crate::wire::{more, sse};

pub(super) fn whole(reply: &Reply) -> String {
    response(reply).to_string()
}

pub(super) fn stream(reply: &Reply) -> String {
    let mut out = String::new();
    let mut number = 0;
    let mut event = |kind: &str, mut data: Value| {
        data["type"] = kind.into();
        data["sequence_number"] = number.into();
        number += 1;
        sse::write(&mut out, kind, &data.to_string());
    };
    let mut begun = response(reply);
    begun["status"] = "in_progress".into();
    begun["output"] = json!([]);
    event("response.created", json!({ "response": begun }));
    for (at, item) in items::of(reply).into_iter().enumerate() {
        let mut empty = item.clone();
        for member in ["arguments", "content"] {
            match empty.get_mut(member) {
                Some(Value::String(text)) => text.clear(),
                Some(Value::Array(parts)) => parts.clear(),
                _ => {}
            }
        }
        event(
            "response.output_item.added",
            json!({ "output_index": at, "item": empty }),
        );
        for (kind, part, piece) in told(&item) {
            let delta = json!({ "output_index": at, "content_index": part, "delta": piece });
            event(kind, delta);
        }
        event(
            "response.output_item.done",
            json!({ "output_index": at, "item": item }),
        );
    }
    let end = match reply.stop {
        Stop::Length | Stop::ContentFilter => "response.incomplete",
        _ => "response.completed",
    };
    event(end, json!({ "response": response(reply) }));
    out
}

/// An item's texts in pieces: the event's kind, the part's place, the piece.
fn told(item: &Value) -> Vec<(&'static str, usize, String)> {
    let mut told = Vec::new();
    let mut tell = |kind, part, text: &Value| {
        let text = text.as_str().unwrap_or_default();
        told.extend(pieces(text).map(|piece| (kind, part, piece)));
    };
    tell(
        "response.function_call_arguments.delta",
        0,
        &item["arguments"],
    );
    let parts = |name: &str| item[name].as_array().cloned().unwrap_or_default();
    for (part, summary) in parts("summary").iter().enumerate() {
        tell(
            "response.reasoning_summary_text.delta",
            part,
            &summary["text"],
        );
    }
    for (at, part) in parts("content").iter().enumerate() {
        let kind = match part["type"].as_str() {
            Some("reasoning_text") => "response.reasoning_text.delta",
            _ => "response.output_text.delta",
        };
        tell(kind, at, &part["text"]);
        tell("response.refusal.delta", at, &part["refusal"]);
    }
    told
}

fn response(reply: &Reply) -> Value {
    let (status, reason) = match &reply.stop {
        Stop::Length => ("incomplete", Some("max_output_tokens")),
        Stop::ContentFilter => ("incomplete", Some("content_filter")),
        Stop::Other(status) => (status.as_str(), None),
        Stop::Missing => ("", None),
        Stop::End | Stop::ToolCalls | Stop::Refusal | Stop::Pause => ("completed", None),
    };
    let mut response = json!({
        "id": reply.id,
        "object": "response",
        "created_at": 0,
        "status": status,
        "error": null,
        "incomplete_details": reason.map(|reason| json!({ "reason": reason })),
        "model": reply.model,
        "output": items::of(reply),
        "usage": reply.usage.as_ref().map(counts),
    });
    for (name, value) in more::own(reply, super::NAME) {
        response[name] = serde_json::from_str(&value).unwrap_or_default();
    }
    response
}

fn counts(usage: &Usage) -> Value {
    json!({
        "input_tokens": usage.input,
        "input_tokens_details": {
            "cached_tokens": usage.cached_input,
            "cache_write_tokens": usage.cache_write,
        },
        "output_tokens": usage.output,
        "output_tokens_details": { "reasoning_tokens": usage.reasoning },
        "total_tokens": usage.total(),
    })
}
