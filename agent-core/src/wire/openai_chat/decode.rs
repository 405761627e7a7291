//! Answers: what is there is taken, what is absent, null or of another type counts as absent.

use serde_json::Value;

use super::usual;
use crate::message::{Reply, ReplyCall, Stop, Usage};
use crate::wire::fault::start_of;
use crate::wire::{ErrorKind, ProviderError, WireError};

pub(super) fn reply(body: &str) -> Result<Reply, WireError> {
    usual::reply(body, stop).map_or_else(|| lenient(body), Ok)
}

fn lenient(body: &str) -> Result<Reply, WireError> {
    let json = parse(body)?;
    if let Some(error) = json.get("error").filter(|error| !error.is_null()) {
        return Err(WireError::Provider(provider_error(200, error, body)));
    }
    let choice = json
        .pointer("/choices/0")
        .ok_or_else(|| empty("/choices/0", body))?;
    let message = choice
        .get("message")
        .filter(|message| message.is_object())
        .ok_or_else(|| empty("/choices/0/message", body))?;
    let refusal = text(message, "refusal");
    Ok(Reply {
        text: content(message, "text"),
        reasoning: text(message, "reasoning")
            .or_else(|| text(message, "reasoning_content"))
            .or_else(|| content(message, "thinking")),
        calls: array(message, "tool_calls").iter().map(call).collect(),
        stop: stop(text(choice, "finish_reason"), refusal.is_some()),
        refusal,
        usage: json
            .get("usage")
            .filter(|usage| usage.is_object())
            .map(usage),
        model: text(&json, "model").unwrap_or_default(),
        id: text(&json, "id"),
    })
}

fn parse(body: &str) -> Result<Value, WireError> {
    serde_json::from_str(body).map_err(|error| WireError::NotJson {
        reason: error.to_string(),
        start: start_of(body),
    })
}

fn empty(missing: &'static str, body: &str) -> WireError {
    WireError::Empty {
        missing,
        start: start_of(body),
    }
}

/// A string member; an empty one counts as absent.
fn text(object: &Value, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn array<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The content's parts of one type, joined. A content that is one string is of type `text`.
fn content(message: &Value, kind: &str) -> Option<String> {
    match message.get("content")? {
        Value::String(_) if kind == "text" => text(message, "content"),
        Value::Array(parts) => joined(parts, kind),
        _ => None,
    }
}

fn joined(parts: &[Value], kind: &str) -> Option<String> {
    let of_kind = parts
        .iter()
        .filter(|part| part.get("type").and_then(Value::as_str) == Some(kind));
    let all: String = of_kind
        .filter_map(|part| match part.get(kind)? {
            Value::String(text) => Some(text.clone()),
            // A thinking part holds text parts in turn.
            Value::Array(inner) => joined(inner, "text"),
            _ => None,
        })
        .collect();
    (!all.is_empty()).then_some(all)
}

fn call(call: &Value) -> ReplyCall {
    let function = call.get("function").unwrap_or(&Value::Null);
    ReplyCall {
        id: text(call, "id").unwrap_or_default(),
        name: text(function, "name").unwrap_or_default(),
        arguments: match function.get("arguments") {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            // Some servers send the object itself. Its keys come out sorted, its meaning is the same.
            Some(object) => object.to_string(),
        },
    }
}

fn stop(reason: Option<String>, refused: bool) -> Stop {
    let Some(reason) = reason else {
        return Stop::Missing;
    };
    match reason.as_str() {
        "stop" if refused => Stop::Refusal,
        "stop" => Stop::End,
        "tool_calls" | "function_call" => Stop::ToolCalls,
        "length" => Stop::Length,
        "content_filter" => Stop::ContentFilter,
        _ => Stop::Other(reason),
    }
}

fn usage(usage: &Value) -> Usage {
    let count = |pointer: &str| usage.pointer(pointer).and_then(Value::as_u64);
    Usage {
        input: count("/prompt_tokens").unwrap_or_default(),
        output: count("/completion_tokens").unwrap_or_default(),
        // Where servers put it, the usual place first.
        cached_input: count("/prompt_tokens_details/cached_tokens")
            .or_else(|| count("/prompt_cache_hit_tokens"))
            .or_else(|| count("/cached_tokens"))
            .or_else(|| count("/num_cached_tokens"))
            .unwrap_or_default(),
        reasoning: count("/completion_tokens_details/reasoning_tokens").unwrap_or_default(),
    }
}

pub(super) fn error(status: u16, body: &str) -> ProviderError {
    let json = serde_json::from_str(body).unwrap_or(Value::Null);
    provider_error(status, json.get("error").unwrap_or(&json), body)
}

fn provider_error(status: u16, error: &Value, body: &str) -> ProviderError {
    // A word says more than a number, and a number is most often the status again.
    let number = error.get("code").and_then(Value::as_u64);
    let code = text(error, "code")
        .or_else(|| text(error, "type"))
        .or_else(|| number.map(|code| code.to_string()));
    ProviderError {
        kind: kind(status, error, code.as_deref()),
        message: text(error, "message")
            .or_else(|| error.as_str().map(str::to_owned))
            .unwrap_or_else(|| start_of(body)),
        code,
    }
}

fn kind(status: u16, error: &Value, code: Option<&str>) -> ErrorKind {
    match code {
        Some("context_length_exceeded" | "exceed_context_size_error") => ErrorKind::TooLong,
        Some("insufficient_quota") => ErrorKind::Quota,
        Some("rate_limit_exceeded") => ErrorKind::RateLimit,
        _ if status == 200 => ErrorKind::of_status(inner_status(error)),
        _ => ErrorKind::of_status(status),
    }
}

/// The status that an error inside a 200 claims for itself; a server's fault when it claims none.
fn inner_status(error: &Value) -> u16 {
    let code = error.get("code").and_then(Value::as_u64);
    code.and_then(|code| u16::try_from(code).ok())
        .filter(|code| (300..=599).contains(code))
        .unwrap_or(500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_answer_reads_as_leniently() {
        let cases = [
            r#"{"id":"1","model":"m","choices":[{"message":{"content":"Hi \u00e9"},"finish_reason":"stop"}]}"#,
            r#"{"error":null,"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":4}}}"#,
            r#"{"choices":[{"message":{"content":"","refusal":"No.","reasoning_content":"Hm."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":null,"cached_tokens":5}}"#,
            r#"{"choices":[{"message":{"reasoning":"Hm.","tool_calls":null}}],"id":"","model":""}"#,
        ];
        for body in cases {
            let read = usual::reply(body, stop);
            assert_eq!(read, lenient(body).ok(), "{body}");
            assert!(read.is_some(), "{body}");
        }
    }

    #[test]
    fn other_answers_are_left_to_the_lenient_reader() {
        for body in [
            r#"{"choices":[]}"#,
            r#"{"choices":[{"message":{"content":[{"type":"text","text":"Hi"}]}}]}"#,
            r#"{"error":{"message":"busy"},"choices":[{"message":{"content":"Hi"}}]}"#,
            r#"{"choices":[{"message":{"tool_calls":[{"function":{"name":"add","arguments":{"a":1}}}]}}]}"#,
        ] {
            assert_eq!(usual::reply(body, stop), None, "{body}");
        }
    }
}
