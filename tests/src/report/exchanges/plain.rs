//! What an answer says, read without the dialects: only texts, calls and counted tokens.

use serde_json::{Value, json};

/// What an answer says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plain {
    pub(super) text: String,
    pub(super) refusal: String,
    /// Id, name and arguments; these as JSON where they are.
    pub(super) calls: Vec<(String, String, Value)>,
    /// Tokens in and out; `None` where nothing is counted.
    pub(super) tokens: Option<(u64, u64)>,
    pub(super) model: String,
}

/// A body that is there as a whole; `None` if no answer is in it.
pub(super) fn whole(dialect: &str, body: &Value) -> Option<Plain> {
    if body.get("error").is_some_and(|error| !error.is_null()) {
        return None;
    }
    match dialect {
        "openai_chat" => chat(body),
        "openai_responses" => responses(body),
        "anthropic" => anthropic(body),
        "gemini" => gemini(&[body]),
        _ => None,
    }
}

/// An event stream; `None` if it carries an error.
pub(super) fn stream(dialect: &str, stream: &str) -> Option<Plain> {
    if failure(stream).is_some() {
        return None;
    }
    let events: Vec<Value> = events(stream);
    match dialect {
        "openai_chat" => Some(chat_stream(&events)),
        "openai_responses" => events
            .iter()
            .rev()
            .find_map(|event| event.get("response"))
            .and_then(responses),
        "anthropic" => Some(anthropic_stream(&events)),
        "gemini" => gemini(&events.iter().collect::<Vec<_>>()),
        _ => None,
    }
}

/// The event that carries an error.
pub(super) fn failure(stream: &str) -> Option<Value> {
    let failed = |event: &Value| {
        event.get("error").is_some_and(|error| !error.is_null()) || event["type"] == "error"
    };
    events(stream).into_iter().find(failed)
}

/// The data of each event that is JSON.
fn events(stream: &str) -> Vec<Value> {
    let stream = stream.replace("\r\n", "\n").replace('\r', "\n");
    let data = |event: &str| {
        let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
        lines.map(str::trim_start).collect::<Vec<_>>().join("\n")
    };
    stream
        .split("\n\n")
        .filter_map(|event| serde_json::from_str(&data(event)).ok())
        .collect()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Arguments as JSON: an object, or a text that may be JSON.
fn arguments(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| text.clone().into()),
        other => other.clone(),
    }
}

/// Texts of parts of one type.
fn texts(parts: &[Value], kind: &str, member: &str) -> String {
    let parts = parts.iter().filter(|part| part["type"] == kind);
    parts.map(|part| word(&part[member])).collect()
}

fn chat(body: &Value) -> Option<Plain> {
    let message = body["choices"].get(0)?.get("message")?;
    let text = match &message["content"] {
        Value::Array(parts) => texts(parts, "text", "text"),
        other => word(other),
    };
    let call = |call: &Value| {
        let function = &call["function"];
        let (id, name) = (word(&call["id"]), word(&function["name"]));
        (id, name, arguments(&function["arguments"]))
    };
    Some(Plain {
        text,
        refusal: word(&message["refusal"]),
        calls: list(&message["tool_calls"]).iter().map(call).collect(),
        tokens: chat_tokens(&body["usage"]),
        model: word(&body["model"]),
    })
}

fn chat_tokens(usage: &Value) -> Option<(u64, u64)> {
    let input = usage["prompt_tokens"].as_u64()?;
    let output = usage["completion_tokens"].as_u64()?;
    let reasoning = usage["completion_tokens_details"]["reasoning_tokens"].as_u64();
    // Reasoning that is counted beside the answer is part of it all the same.
    let beside = usage["total_tokens"].as_u64() == reasoning.map(|more| input + output + more);
    let more = reasoning.filter(|_| beside).unwrap_or(0);
    Some((input, output + more))
}

fn chat_stream(events: &[Value]) -> Plain {
    let mut plain = Plain::default();
    let mut raw: Vec<(String, String, String)> = Vec::new();
    for event in events {
        if !word(&event["model"]).is_empty() {
            plain.model = word(&event["model"]);
        }
        let usage = [&event["usage"], &event["x_groq"]["usage"]];
        let counted = usage.into_iter().find_map(chat_tokens);
        plain.tokens = counted.or(plain.tokens);
        let delta = &event["choices"][0]["delta"];
        match &delta["content"] {
            Value::Array(parts) => plain.text += &texts(parts, "text", "text"),
            other => plain.text += &word(other),
        }
        plain.refusal += &word(&delta["refusal"]);
        for piece in list(&delta["tool_calls"]) {
            let (id, function) = (word(&piece["id"]), &piece["function"]);
            let known = raw.iter().any(|(other, _, _)| *other == id);
            if raw.is_empty() || (!id.is_empty() && !known) {
                raw.push((id, word(&function["name"]), String::new()));
            }
            if let Some((_, _, text)) = raw.last_mut() {
                *text += &word(&function["arguments"]);
            }
        }
    }
    let call = |(id, name, text)| (id, name, arguments(&Value::String(text)));
    plain.calls = raw.into_iter().map(call).collect();
    plain
}

fn responses(body: &Value) -> Option<Plain> {
    let output = body["output"].as_array()?;
    let of = |kind: &'static str| output.iter().filter(move |item| item["type"] == kind);
    let parts: Vec<Value> = of("message")
        .flat_map(|item| list(&item["content"]).to_vec())
        .collect();
    let call = |call: &Value| {
        let (id, name) = (word(&call["call_id"]), word(&call["name"]));
        (id, name, arguments(&call["arguments"]))
    };
    let usage = &body["usage"];
    Some(Plain {
        text: texts(&parts, "output_text", "text"),
        refusal: texts(&parts, "refusal", "refusal"),
        calls: of("function_call").map(call).collect(),
        tokens: usage["input_tokens"]
            .as_u64()
            .zip(usage["output_tokens"].as_u64()),
        model: word(&body["model"]),
    })
}

fn anthropic(body: &Value) -> Option<Plain> {
    let blocks = body["content"].as_array()?;
    let calls = blocks.iter().filter(|block| block["type"] == "tool_use");
    let call = |call: &Value| {
        (
            word(&call["id"]),
            word(&call["name"]),
            call["input"].clone(),
        )
    };
    let text = texts(blocks, "text", "text");
    // What explains a refusal, or else the words beside it, or else the word for it.
    let explained = [
        word(&body["stop_details"]["explanation"]),
        text.clone(),
        "refusal".into(),
    ];
    let refusal = explained.into_iter().find(|text| !text.is_empty());
    let refused = body["stop_reason"] == "refusal";
    Some(Plain {
        text,
        refusal: refusal.filter(|_| refused).unwrap_or_default(),
        calls: calls.map(call).collect(),
        tokens: anthropic_tokens(&body["usage"]),
        model: word(&body["model"]),
    })
}

/// Tokens read from a cache and written to it are counted beside the others.
fn anthropic_tokens(usage: &Value) -> Option<(u64, u64)> {
    let count = |name: &str| usage[name].as_u64().unwrap_or(0);
    let cached = count("cache_read_input_tokens") + count("cache_creation_input_tokens");
    Some((
        usage["input_tokens"].as_u64()? + cached,
        count("output_tokens"),
    ))
}

fn anthropic_stream(events: &[Value]) -> Plain {
    let mut body = json!({ "content": [] });
    let mut inputs: Vec<String> = Vec::new();
    for event in events {
        if event["type"] == "message_start" {
            body["model"] = event["message"]["model"].clone();
            body["usage"] = event["message"]["usage"].clone();
        }
        let index = usize::try_from(event["index"].as_u64().unwrap_or(0)).unwrap_or(0);
        if let (Some(block), Some(blocks)) =
            (event.get("content_block"), body["content"].as_array_mut())
        {
            blocks.push(block.clone());
            inputs.push(String::new());
        }
        let delta = &event["delta"];
        if let Some(more) = delta["text"].as_str() {
            let text = word(&body["content"][index]["text"]) + more;
            body["content"][index]["text"] = text.into();
        }
        if let (Some(more), Some(input)) = (delta["partial_json"].as_str(), inputs.get_mut(index)) {
            *input += more;
        }
        for name in ["stop_reason", "stop_details"] {
            if event["type"] == "message_delta" {
                body[name] = delta[name].clone();
            }
        }
        for (name, count) in event["usage"].as_object().into_iter().flatten() {
            if !count.is_null() {
                body["usage"][name] = count.clone();
            }
        }
    }
    for (index, input) in inputs.into_iter().enumerate() {
        if !input.is_empty() {
            body["content"][index]["input"] = arguments(&Value::String(input));
        }
    }
    anthropic(&body).unwrap_or_default()
}

fn gemini(bodies: &[&Value]) -> Option<Plain> {
    let mut plain = Plain::default();
    let mut answered = false;
    for body in bodies {
        let candidate = &body["candidates"][0];
        let blocked = &body["promptFeedback"];
        answered |= candidate.is_object() || blocked["blockReason"].is_string();
        if blocked["blockReason"].is_string() {
            plain.refusal = first(&blocked["blockReasonMessage"], &blocked["blockReason"]);
        }
        if FILTERED.contains(&candidate["finishReason"].as_str().unwrap_or_default()) {
            plain.refusal = first(&candidate["finishMessage"], &candidate["finishReason"]);
        }
        for part in list(&candidate["content"]["parts"]) {
            if part["thought"] != true {
                plain.text += &word(&part["text"]);
            }
            let call = &part["functionCall"];
            if call.is_object() {
                let arguments = call.get("args").cloned().unwrap_or_else(|| json!(""));
                let (id, name) = (word(&call["id"]), word(&call["name"]));
                plain.calls.push((id, name, arguments));
            }
        }
        let usage = &body["usageMetadata"];
        let count = |name: &str| usage[name].as_u64().unwrap_or(0);
        if usage["promptTokenCount"].is_number() {
            let input = count("promptTokenCount") + count("toolUsePromptTokenCount");
            let output = count("candidatesTokenCount") + count("thoughtsTokenCount");
            plain.tokens = Some((input, output));
        }
        if body["modelVersion"].is_string() {
            plain.model = word(&body["modelVersion"]);
        }
    }
    answered.then_some(plain)
}

/// Gemini's words for an answer that a filter withheld.
const FILTERED: &[&str] = &[
    "SAFETY",
    "RECITATION",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "LANGUAGE",
    "MODEL_ARMOR",
];

fn first(a: &Value, b: &Value) -> String {
    word(if a.is_string() { a } else { b })
}
