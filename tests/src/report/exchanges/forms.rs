//! Ways of writing that a provider takes for one. Both sides are brought to one form before they are compared.
//!
//! - Anthropic: a content that is one string is a list of one text; a result has not failed unless it says so;
//!   messages of one role in a row are one.
//! - Gemini: a member may be spelled with underscores. What users name (arguments, results, schemas) is theirs.

use serde_json::{Map, Value, json};

/// One form for all that says the same.
pub(super) fn unite(dialect: &str, body: &mut Value) {
    match dialect {
        "anthropic" => anthropic(body),
        "gemini" => camel(body),
        _ => {}
    }
}

fn anthropic(body: &mut Value) {
    listed(body, "system");
    let Some(messages) = body["messages"].as_array_mut() else {
        return;
    };
    let mut all: Vec<Value> = Vec::new();
    for mut message in std::mem::take(messages) {
        listed(&mut message, "content");
        let blocks = message["content"].as_array_mut();
        for block in blocks.into_iter().flatten() {
            if block["type"] == "tool_result" {
                listed(block, "content");
                if block["is_error"] == false {
                    block["is_error"] = Value::Null;
                }
            }
        }
        let last = all
            .last_mut()
            .filter(|last| last["role"] == message["role"]);
        match (
            last.and_then(|last| last["content"].as_array_mut()),
            &mut message["content"],
        ) {
            (Some(blocks), Value::Array(more)) => blocks.append(more),
            _ => all.push(message),
        }
    }
    *messages = all;
}

fn listed(object: &mut Value, name: &str) {
    if let Some(text) = object[name].as_str() {
        object[name] = json!([{ "type": "text", "text": text }]);
    }
}

fn camel(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(camel),
        Value::Object(members) => {
            let mut spelled = Map::new();
            for (name, mut value) in std::mem::take(members) {
                let name = camel_name(&name);
                if !theirs(&name) {
                    camel(&mut value);
                }
                spelled.insert(name, value);
            }
            *members = spelled;
        }
        _ => {}
    }
}

/// Members whose own members users name.
fn theirs(name: &str) -> bool {
    [
        "args",
        "response",
        "labels",
        "parameters",
        "parametersJsonSchema",
        "responseSchema",
        "responseJsonSchema",
    ]
    .contains(&name)
}

fn camel_name(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut signs = word.chars();
        let start = signs.next().map(|sign| sign.to_ascii_uppercase());
        name + &start.into_iter().chain(signs).collect::<String>()
    })
}
