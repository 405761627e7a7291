//! Answers: what is there is taken, what is absent, null or of another type counts as absent.

use serde_json::Value;

use super::{fault, said, usual};
use crate::message::{Reply, ReplyCall, Said, Stop, Usage};
use crate::wire::read::{array, empty, parse, text, whole};
use crate::wire::{WireError, more, stop};

pub(super) fn reply(body: &str) -> Result<Reply, WireError> {
    usual::reply(body).map_or_else(|| read(&parse(body)?), Ok)
}

/// Reads a whole answer, or one that was put together from a stream.
pub(super) fn read(json: &Value) -> Result<Reply, WireError> {
    fault::inside(json)?;
    let choice = json
        .pointer("/choices/0")
        .ok_or_else(|| empty("/choices/0", &json.to_string()))?;
    let message = choice
        .get("message")
        .filter(|message| message.is_object())
        .ok_or_else(|| empty("/choices/0/message", &json.to_string()))?;
    let reason = text(choice, "finish_reason");
    fault::ending(choice, reason.as_deref())?;
    let (refusal, calls) = (text(message, "refusal"), calls(message));
    Ok(Reply {
        text: content(message, "text"),
        reasoning: reasoning(message),
        stop: stop(reason, refusal.is_some(), !calls.is_empty()),
        calls,
        refusal,
        usage: counted(json).map(usage),
        model: text(json, "model").unwrap_or_default(),
        id: text(json, "id"),
        said: said::of(message),
        more: more(json, choice, message),
    })
}

/// Members of an answer, of its first choice and of its message that are read, or say nothing of worth.
pub(super) const KNOWN: [&[&str]; 3] = [
    &[
        "id",
        "object",
        "created",
        "model",
        "choices",
        "usage",
        "error",
        "x_groq",
        "system_fingerprint",
        "service_tier",
    ],
    &[
        "index",
        "message",
        "delta",
        "finish_reason",
        "native_finish_reason",
        "usage",
        "error",
    ],
    &[
        "role",
        "content",
        "refusal",
        "tool_calls",
        "function_call",
        "reasoning",
        "reasoning_content",
        "reasoning_details",
    ],
];

/// What is not known, where it stood.
fn more(json: &Value, choice: &Value, message: &Value) -> Option<Said> {
    let mut all = more::unknown(json, KNOWN[0]);
    let mut first = more::unknown(choice, KNOWN[1]);
    let message = more::unknown(message, KNOWN[2]);
    if !message.is_empty() {
        first.insert("message".to_owned(), message.into());
    }
    if !first.is_empty() {
        all.insert("choices".to_owned(), vec![Value::from(first)].into());
    }
    (!all.is_empty()).then(|| Said {
        dialect: super::NAME.to_owned(),
        json: Value::from(all).to_string(),
    })
}

/// Where servers count tokens.
pub(super) fn counted(json: &Value) -> Option<&Value> {
    let places = ["/usage", "/x_groq/usage", "/choices/0/usage"];
    let mut found = places.iter().filter_map(|place| json.pointer(place));
    found.find(|usage| usage.is_object())
}

/// Servers have three names for it, and some write parts in its place.
pub(super) fn reasoning(message: &Value) -> Option<String> {
    text(message, "reasoning")
        .or_else(|| text(message, "reasoning_content"))
        .or_else(|| content(message, "thinking"))
        .or_else(|| details(message))
}

fn details(message: &Value) -> Option<String> {
    let shown = array(message, "reasoning_details").iter();
    let all: String = shown
        .filter_map(|part| text(part, "text").or_else(|| text(part, "summary")))
        .collect();
    (!all.is_empty()).then_some(all)
}

/// The content's parts of one type, joined. A content that is one string is of type `text`.
pub(super) fn content(message: &Value, kind: &str) -> Option<String> {
    match message.get("content")? {
        Value::String(_) if kind == "text" => text(message, "content"),
        Value::Array(parts) => joined(parts, kind),
        part @ Value::Object(_) => joined(std::slice::from_ref(part), kind),
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

/// Old servers know one call and no list.
fn calls(message: &Value) -> Vec<ReplyCall> {
    let listed = array(message, "tool_calls");
    if listed.is_empty() {
        let only = message.get("function_call");
        // A server that always writes it leaves it empty.
        let only = only.filter(|function| text(function, "name").is_some());
        return only
            .map(|function| call("", function))
            .into_iter()
            .collect();
    }
    listed
        .iter()
        .map(|listed| call(&text(listed, "id").unwrap_or_default(), function(listed)))
        .collect()
}

fn call(id: &str, function: &Value) -> ReplyCall {
    ReplyCall {
        id: id.to_owned(),
        name: text(function, "name").unwrap_or_default(),
        arguments: arguments(function),
    }
}

/// What is called: a function, or a tool of another type, whose facts stand under that type's name.
pub(super) fn function(call: &Value) -> &Value {
    let other = || {
        let mut members = call.as_object()?.values();
        members.find(|value| value.get("name").or_else(|| value.get("input")).is_some())
    };
    call.get("function").or_else(other).unwrap_or(&Value::Null)
}

pub(crate) fn arguments(function: &Value) -> String {
    match function.get("arguments").or_else(|| function.get("input")) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        // Some servers send the object itself. Its keys come out sorted, its meaning is the same.
        Some(object) => object.to_string(),
    }
}

/// Why it ended. Some servers say that the model had finished where it waits for the results of its calls.
pub(super) fn stop(reason: Option<String>, refused: bool, called: bool) -> Stop {
    match reason.map_or(Stop::Missing, stop::stop) {
        Stop::End if refused => Stop::Refusal,
        Stop::End if called => Stop::ToolCalls,
        stop => stop,
    }
}

/// As [`Value::pointer`], which copies each name.
fn member<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    let mut names = pointer.split('/').skip(1);
    names.try_fold(value, |value, name| value.get(name))
}

pub(super) fn usage(usage: &Value) -> Usage {
    let count = |pointers: &[&str]| {
        let found = pointers
            .iter()
            .find_map(|pointer| whole(member(usage, pointer)?));
        found.unwrap_or_default()
    };
    let input = count(&["/prompt_tokens", "/input_tokens"]);
    let answer = count(&["/completion_tokens", "/output_tokens"]);
    let reasoning = count(&[
        "/completion_tokens_details/reasoning_tokens",
        "/output_tokens_details/reasoning_tokens",
        "/reasoning_tokens",
    ]);
    // Some servers count reasoning beside the answer; their total gives it away.
    let sum = input.checked_add(answer);
    let beside = sum.and_then(|sum| sum.checked_add(reasoning));
    let beside = reasoning > 0 && beside == usage.get("total_tokens").and_then(whole);
    Usage {
        input,
        output: if beside { answer + reasoning } else { answer },
        // Where servers put it, the usual place first.
        cached_input: count(&[
            "/prompt_tokens_details/cached_tokens",
            "/input_tokens_details/cached_tokens",
            "/prompt_cache_hit_tokens",
            "/cache_read_input_tokens",
            "/cached_tokens",
            "/num_cached_tokens",
        ]),
        cache_write: count(&[
            "/prompt_tokens_details/cache_write_tokens",
            "/prompt_tokens_details/cache_creation_tokens",
            "/cache_creation_input_tokens",
        ]),
        reasoning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_answer_reads_as_leniently() {
        let cases = [
            r#"{"id":"1","model":"m","choices":[{"message":{"content":"Hi \u00e9"},"finish_reason":"stop"}]}"#,
            r#"{"error":null,"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":4}}}"#,
            r#"{"choices":[{"message":{"content":"","refusal":"No."},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":null,"cached_tokens":5}}"#,
            r#"{"choices":[{"message":{"reasoning":null,"tool_calls":null}}],"id":"","model":""}"#,
            r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":6,"completion_tokens_details":{"reasoning_tokens":3}}}"#,
        ];
        for body in cases {
            let quick = usual::reply(body);
            assert_eq!(
                quick,
                parse(body).and_then(|json| read(&json)).ok(),
                "{body}"
            );
            assert!(quick.is_some(), "{body}");
        }
    }

    #[test]
    fn other_answers_are_left_to_the_lenient_reader() {
        for body in [
            r#"{"choices":[]}"#,
            r#"{"choices":[{"message":{"content":[{"type":"text","text":"Hi"}]}}]}"#,
            r#"{"error":{"message":"busy"},"choices":[{"message":{"content":"Hi"}}]}"#,
            r#"{"choices":[{"message":{"tool_calls":[{"function":{"name":"add","arguments":{"a":1}}}]}}]}"#,
            r#"{"choices":[{"message":{"content":"Hi","reasoning":"Hm."}}]}"#,
            r#"{"choices":[{"message":{"content":"Hi"},"finish_reason":"error"}]}"#,
            r#"{"choices":[{"message":{"function_call":{"name":"add","arguments":"{}"}}}]}"#,
        ] {
            assert_eq!(usual::reply(body), None, "{body}");
        }
    }
}
