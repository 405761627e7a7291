//! Answers: what is there is taken, what is absent, null or of another type counts as absent.

use serde_json::Value;

use super::{fault, items};
use crate::message::{Reply, ReplyCall, Said, Stop, Usage};
pub(super) use crate::wire::openai_chat::arguments;
use crate::wire::read::{array, empty, parse, some, text, whole, word};
use crate::wire::{WireError, more};

pub(super) fn reply(body: &str) -> Result<Reply, WireError> {
    read(&parse(body)?)
}

/// Reads a whole answer, or the one at the end of a stream.
pub(super) fn read(json: &Value) -> Result<Reply, WireError> {
    fault::inside(json)?;
    unfinished(json)?;
    let output = json
        .get("output")
        .and_then(Value::as_array)
        .ok_or_else(|| empty("/output", &json.to_string()))?;
    let refusal = spoken(output, "refusal", "refusal");
    let calls: Vec<ReplyCall> = of_type(output, "function_call").map(call).collect();
    Ok(Reply {
        text: spoken(output, "output_text", "text"),
        reasoning: reasoning(output),
        stop: stop(json, refusal.is_some(), !calls.is_empty()),
        refusal,
        calls,
        usage: some(json, "usage")
            .filter(|usage| usage.is_object())
            .map(usage),
        model: text(json, "model").unwrap_or_default(),
        id: text(json, "id"),
        said: items::said(output),
        more: more(json),
    })
}

/// Members of an answer that are read, or repeat the request.
const KNOWN: &[&str] = &[
    "background",
    "billing",
    "completed_at",
    "created_at",
    "error",
    "frequency_penalty",
    "id",
    "incomplete_details",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "model",
    "object",
    "output",
    "output_text",
    "parallel_tool_calls",
    "presence_penalty",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "status",
    "store",
    "temperature",
    "text",
    "tool_choice",
    "tool_usage",
    "tools",
    "top_logprobs",
    "top_p",
    "total_tokens",
    "truncation",
    "usage",
    "user",
];

/// What is not known.
fn more(json: &Value) -> Option<Said> {
    let all = more::unknown(json, KNOWN);
    (!all.is_empty()).then(|| Said {
        dialect: super::NAME.to_owned(),
        json: Value::from(all).to_string(),
    })
}

/// An answer that is not there: one that failed without saying why, or one that is made in the background.
fn unfinished(json: &Value) -> Result<(), WireError> {
    match word(json, "status") {
        "failed" => Err(fault::provided(json)),
        status @ ("queued" | "in_progress" | "cancelled") => Err(WireError::Unfinished {
            status: status.to_owned(),
            id: word(json, "id").to_owned(),
        }),
        _ => Ok(()),
    }
}

fn of_type<'a>(output: &'a [Value], kind: &'static str) -> impl Iterator<Item = &'a Value> {
    output.iter().filter(move |item| item["type"] == kind)
}

/// The messages' parts of one type, joined.
fn spoken(output: &[Value], kind: &str, member: &str) -> Option<String> {
    let parts = of_type(output, "message").flat_map(|item| array(item, "content"));
    let all: String = parts
        .filter(|part| part["type"] == kind)
        .map(|part| word(part, member))
        .collect();
    (!all.is_empty()).then_some(all)
}

/// The reasoning itself where it is shown, its summary otherwise.
fn reasoning(output: &[Value]) -> Option<String> {
    let texts = |member: &str| {
        let parts = of_type(output, "reasoning").flat_map(|item| array(item, member));
        let texts: Vec<&str> = parts.map(|part| word(part, "text")).collect();
        Some(texts.join("\n\n")).filter(|all| !all.is_empty())
    };
    texts("content").or_else(|| texts("summary"))
}

fn call(item: &Value) -> ReplyCall {
    ReplyCall {
        id: word(item, "call_id").to_owned(),
        name: word(item, "name").to_owned(),
        arguments: arguments(item),
    }
}

fn stop(json: &Value, refused: bool, called: bool) -> Stop {
    let reason = json["incomplete_details"]["reason"].as_str();
    match (word(json, "status"), reason) {
        // Cut, and perhaps nobody says why.
        (_, Some("max_output_tokens" | "max_tokens" | "length")) | ("incomplete", None) => {
            Stop::Length
        }
        (_, Some("content_filter")) => Stop::ContentFilter,
        (_, Some(reason)) => Stop::Other(reason.to_owned()),
        ("completed" | "complete", None) if refused => Stop::Refusal,
        ("completed" | "complete", None) if called => Stop::ToolCalls,
        ("completed" | "complete", None) => Stop::End,
        ("", None) => Stop::Missing,
        (status, None) => Stop::Other(status.to_owned()),
    }
}

fn usage(usage: &Value) -> Usage {
    let count = |pointer: &str| {
        let count = usage.pointer(pointer).and_then(whole);
        count.unwrap_or_default()
    };
    Usage {
        input: count("/input_tokens"),
        output: count("/output_tokens"),
        cached_input: count("/input_tokens_details/cached_tokens"),
        cache_write: count("/input_tokens_details/cache_write_tokens"),
        reasoning: count("/output_tokens_details/reasoning_tokens"),
    }
}
