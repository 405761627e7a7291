//! What the recording client did of its own when it sent a turn of the model back. Both sides are brought to one
//! form before they are compared; of the members that only one side has, those of [`optional`] do not count.
//!
//! - It put reasoning into the words, between `<think>` and `</think>`: the words behind it count.
//! - It wrote words as a list of parts, or as an item of their own: the words count.
//! - It wrote empty words, empty lists of parts and calls, and messages of nothing else: these say nothing.
//! - It put calls of tools that were found by a search into a namespace.
//! - It left out what the provider's own tools had answered, and members that only an answer needs.

use serde_json::{Map, Value, json};

/// Members that may stand on one side only.
pub(super) fn optional(dialect: &str) -> &'static [&'static str] {
    match dialect {
        "openai_chat" => &[
            "reasoning",
            "reasoning_content",
            "reasoning_details",
            "prefix",
            "index",
        ],
        "openai_responses" => &[
            "id",
            "status",
            "logprobs",
            "annotations",
            "approval_request_id",
            "sources",
        ],
        "anthropic" => &["citations", "caller"],
        _ => &[],
    }
}

/// Members that may stand in what the client wrote only.
pub(super) const ADDED: &[&str] = &["namespace"];

/// One form for both sides.
pub(super) fn settle(dialect: &str, body: &mut Value) {
    let list = match dialect {
        "openai_chat" => "messages",
        "openai_responses" => "input",
        _ => return,
    };
    if body[list].is_string() {
        body[list] = json!([{ "role": "user", "content": body[list] }]);
    }
    let Some(messages) = body[list].as_array_mut() else {
        return;
    };
    for message in messages.iter_mut().filter_map(Value::as_object_mut) {
        if message.get("role").is_some_and(|role| role == "assistant") {
            words(message);
        }
        match message.get("type").and_then(Value::as_str) {
            Some("reasoning") => message.retain(|_, value| *value != json!([])),
            Some("mcp_list_tools" | "mcp_call" | "code_interpreter_call" | "web_search_call") => {
                message.retain(|name, _| !matches!(&**name, "tools" | "output" | "outputs"));
            }
            _ => {}
        }
    }
    messages.retain(|message| !says_nothing(message) && message["execution"] != "server");
}

fn words(message: &mut Map<String, Value>) {
    let content = message.get("content").cloned().unwrap_or_default();
    let text = match &content {
        Value::Array(parts) => parts
            .iter()
            .filter(|part| part["type"] == "text" || part["type"] == "output_text")
            .filter_map(|part| part["text"].as_str())
            .collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let thought = text.trim_start().strip_prefix("<think>");
    let behind = thought.and_then(|text| text.split_once("</think>"));
    let text = behind.map_or(text.as_str(), |(_, words)| words).trim();
    message.insert("content".into(), text.into());
    message.retain(|name, value| *value != json!([]) && *value != json!("") && name != "type");
}

fn says_nothing(message: &Value) -> bool {
    message
        .as_object()
        .is_some_and(|message| message.len() == 1 && message.contains_key("role"))
}
