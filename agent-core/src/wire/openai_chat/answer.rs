//! Answers as a server would write them, for test servers and stand-ins.

use serde_json::{Map, Value, json};

use crate::message::{Reply, Said, Stop, Usage};
use crate::wire::json::pieces;
use crate::wire::{more, sse};

pub(super) fn whole(reply: &Reply) -> String {
    let mut body = common(reply, "chat.completion");
    body["choices"] = json!([{
        "index": 0,
        "message": message(reply),
        "finish_reason": finish_reason(&reply.stop),
    }]);
    if let Some(usage) = &reply.usage {
        body["usage"] = counts(usage);
    }
    let (all, first) = more(reply);
    more::grow(&mut body["choices"][0], first.into());
    more::grow(&mut body, all.into());
    body.to_string()
}

pub(super) fn stream(reply: &Reply) -> String {
    let mut out = String::new();
    for delta in deltas(reply) {
        chunk(&mut out, reply, &delta, &Value::Null);
    }
    let (mut all, mut first) = more(reply);
    if !all.is_empty() || !first.is_empty() {
        first.insert("delta".to_owned(), first.get("message").cloned().into());
        first.remove("message");
        all.insert("choices".to_owned(), json!([first]));
        sse::write(&mut out, "", &Value::from(all).to_string());
    }
    chunk(&mut out, reply, &json!({}), &finish_reason(&reply.stop));
    if let Some(usage) = &reply.usage {
        let mut last = common(reply, "chat.completion.chunk");
        last["choices"] = json!([]);
        last["usage"] = counts(usage);
        sse::write(&mut out, "", &last.to_string());
    }
    sse::write(&mut out, "", "[DONE]");
    out
}

fn chunk(out: &mut String, reply: &Reply, delta: &Value, reason: &Value) {
    let mut chunk = common(reply, "chat.completion.chunk");
    chunk["choices"] = json!([{ "index": 0, "delta": delta, "finish_reason": reason }]);
    sse::write(out, "", &chunk.to_string());
}

/// What came beside all else: of the answer, and of its choice.
fn more(reply: &Reply) -> (Map<String, Value>, Map<String, Value>) {
    let own = |more: &&Said| more.dialect == super::NAME;
    let more = reply.more.as_ref().filter(own);
    let more = more.and_then(|more| serde_json::from_str(&more.json).ok());
    let mut all: Map<String, Value> = more.unwrap_or_default();
    let choices = all.remove("choices").unwrap_or_default();
    let first = choices.get(0).and_then(Value::as_object).cloned();
    (all, first.unwrap_or_default())
}

fn common(reply: &Reply, object: &str) -> Value {
    json!({
        "id": reply.id,
        "object": object,
        "created": 0,
        "model": reply.model,
    })
}

/// The message in the provider's own words where they are known.
fn message(reply: &Reply) -> Value {
    let said = reply
        .said
        .as_ref()
        .filter(|said| said.dialect == super::NAME);
    let said = said.and_then(|said| serde_json::from_str(&said.json).ok());
    let mut message = said.unwrap_or_else(|| json!({ "role": "assistant", "content": reply.text }));
    if message.get("reasoning_details").is_none() && message.get("reasoning_content").is_none() {
        message["reasoning"] = reply.reasoning.clone().into();
    }
    message["refusal"] = reply.refusal.clone().into();
    if !reply.calls.is_empty() && message.get("tool_calls").is_none() {
        message["tool_calls"] = calls(reply);
    }
    message
}

fn calls(reply: &Reply) -> Value {
    let calls = reply.calls.iter().map(|call| {
        json!({
            "id": call.id,
            "type": "function",
            "function": { "name": call.name, "arguments": call.arguments },
        })
    });
    calls.collect()
}

/// The message in pieces: texts cut into a few characters, each call's arguments as well.
fn deltas(reply: &Reply) -> Vec<Value> {
    let mut deltas = vec![json!({ "role": "assistant", "content": "" })];
    let message = message(reply);
    for name in ["reasoning", "reasoning_content", "refusal", "content"] {
        let Some(text) = message[name].as_str() else {
            continue;
        };
        deltas.extend(pieces(text).map(|piece| json!({ (name): piece })));
    }
    for name in ["content", "reasoning_details"] {
        if message[name].is_array() {
            deltas.push(json!({ (name): message[name] }));
        }
    }
    let calls = message["tool_calls"].as_array().into_iter().flatten();
    for (index, call) in calls.enumerate() {
        let mut begin = call.clone();
        begin["index"] = index.into();
        begin["function"]["arguments"] = "".into();
        deltas.push(json!({ "tool_calls": [begin] }));
        let arguments = call["function"]["arguments"].as_str().unwrap_or_default();
        deltas.extend(pieces(arguments).map(
            |piece| json!({ "tool_calls": [{ "index": index, "function": { "arguments": piece } }] }),
        ));
    }
    deltas
}

fn finish_reason(stop: &Stop) -> Value {
    match stop {
        Stop::End | Stop::Refusal => "stop".into(),
        Stop::ToolCalls => "tool_calls".into(),
        Stop::Length => "length".into(),
        Stop::ContentFilter => "content_filter".into(),
        Stop::Pause => "pause".into(),
        Stop::Other(reason) => reason.clone().into(),
        Stop::Missing => Value::Null,
    }
}

fn counts(usage: &Usage) -> Value {
    json!({
        "prompt_tokens": usage.input,
        "completion_tokens": usage.output,
        "total_tokens": usage.total(),
        "prompt_tokens_details": {
            "cached_tokens": usage.cached_input,
            "cache_write_tokens": usage.cache_write,
        },
        "completion_tokens_details": { "reasoning_tokens": usage.reasoning },
    })
}
