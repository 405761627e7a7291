//! Reads requests: typed where that says all that was written, as it was written otherwise.

use serde_json::{Value, json};

use super::{OpenAiResponsesDialect, encode, items};
use crate::event::raw;
use crate::message::{
    Effort, InputPart, Media, ReplyCall, Request, RequestMessage, RequestOutput, RequestResult,
    RequestTool, Said, Settings, Source,
};
use crate::wire::openai_chat::{choice, effort_word, media, number, stands, string, take};
use crate::wire::read::{
    empty, faithful, items as items_of, members, parse, same_text, text, word,
};
use crate::wire::{Dialect, WireError};

/// What is asked for beside an answer where reasoning is.
pub(super) const INCLUDE: &str = r#"["reasoning.encrypted_content"]"#;

pub(super) fn read(body: &str) -> Result<Request, WireError> {
    parse(body)?;
    let mut request = Request::default();
    let mut input = None;
    for (name, value) in members(body)? {
        match name.as_str() {
            "model" => request.settings.model = string(value).unwrap_or_default(),
            "input" => input = Some(value),
            "instructions" => request.system.extend(string(value)),
            "stream" => request.stream = value == "true",
            _ => drop(request.settings.extra.insert(name, value.to_owned())),
        }
    }
    let input = input.ok_or_else(|| empty("/input", body))?;
    understand(&mut request.settings);
    request.output = tools(&mut request.settings)
        .or_else(|| schema(&mut request.settings))
        .unwrap_or_default();
    request.messages = match string(input) {
        // A text by itself is what the user says.
        Some(words) => vec![RequestMessage::User(words)],
        None => conversation(&items_of(input)?)?,
    };
    Ok(request)
}

/// Takes members out of the unknown ones where the typed form says the same.
fn understand(settings: &mut Settings) {
    settings.temperature = number(settings, "temperature");
    settings.top_p = number(settings, "top_p");
    settings.max_output_tokens = take(settings, "max_output_tokens", |json| json.parse().ok());
    settings.reasoning = take(settings, "reasoning", |json| {
        let reasoning: Value = serde_json::from_str(json).ok()?;
        let effort = Effort::of_word(reasoning["effort"].as_str()?)?;
        let same = same_text(&json!({ "effort": effort_word(effort) }).to_string(), json);
        same.then_some(effort)
    });
    if settings.reasoning.is_none() {
        return;
    }
    let usual = |json: &str| same_text(json, INCLUDE).then_some(());
    let there = settings.extra.contains_key("include");
    if take(settings, "include", usual).is_none() && !there {
        // Said nothing of it: what is written again says nothing either.
        let none = ("include".to_owned(), "null".to_owned());
        settings.extra.extend([none]);
    }
}

fn tools(settings: &mut Settings) -> Option<RequestOutput> {
    let written = settings.extra.get("tools")?;
    let tools: Option<Vec<_>> = items_of(written).ok()?.into_iter().map(tool).collect();
    let choice = choice(settings.extra.get("tool_choice"), "/name")?;
    let (tools, choice) = (tools?, choice);
    let output = RequestOutput::Tools { tools, choice };
    stands(settings, output, &["tools", "tool_choice"], encode::head)
}

fn tool(written: &str) -> Option<RequestTool> {
    let tool: Value = serde_json::from_str(written).ok()?;
    Some(RequestTool {
        name: text(&tool, "name")?,
        description: text(&tool, "description").unwrap_or_default(),
        parameters: raw::member(written, "parameters")?.to_owned(),
        strict: tool["strict"].as_bool(),
    })
}

fn schema(settings: &mut Settings) -> Option<RequestOutput> {
    let format = raw::member(settings.extra.get("text")?, "format")?;
    let json: Value = serde_json::from_str(format).ok()?;
    let output = RequestOutput::Json {
        name: text(&json, "name")?,
        schema: raw::member(format, "schema")?.to_owned(),
        strict: json["strict"].as_bool(),
    };
    stands(settings, output, &["text"], encode::head)
}

/// The items as messages: a turn of the model is all its items up to the caller's next.
fn conversation(written: &[&str]) -> Result<Vec<RequestMessage>, WireError> {
    let mut messages = Vec::new();
    let mut turn: Vec<(&str, Value)> = Vec::new();
    // An id's tool, so that results name it.
    let mut names: Vec<(String, String)> = Vec::new();
    for item in written {
        let json = parse(item)?;
        if items::is_models(&json) {
            turn.push((item, json));
            continue;
        }
        messages.extend(model(&std::mem::take(&mut turn), &mut names));
        let message = faithful(&OpenAiResponsesDialect, item, caller(&json, &names));
        match (message, messages.last_mut()) {
            (RequestMessage::ToolResults(mut more), Some(RequestMessage::ToolResults(results))) => {
                results.append(&mut more);
            }
            (message, _) => messages.push(message),
        }
    }
    messages.extend(model(&turn, &mut names));
    Ok(messages)
}

/// Words and calls, and all items where they are not all of it.
fn model(turn: &[(&str, Value)], names: &mut Vec<(String, String)>) -> Option<RequestMessage> {
    if turn.is_empty() {
        return None;
    }
    let calls: Vec<ReplyCall> = turn
        .iter()
        .filter(|(_, item)| item["type"] == "function_call")
        .map(|(_, item)| ReplyCall {
            id: word(item, "call_id").to_owned(),
            name: word(item, "name").to_owned(),
            arguments: word(item, "arguments").to_owned(),
        })
        .collect();
    names.extend(
        calls
            .iter()
            .map(|call| (call.id.clone(), call.name.clone())),
    );
    let written: Vec<&str> = turn.iter().map(|(written, _)| *written).collect();
    let written = format!("[{}]", written.join(","));
    let text = words(turn);
    let plain = RequestMessage::Assistant {
        text: text.clone(),
        calls: calls.clone(),
        said: None,
    };
    let mut again = String::new();
    plain.with(|message| OpenAiResponsesDialect.message(&mut again, message, true));
    if same_text(&format!("[{again}]"), &written) {
        return Some(plain);
    }
    Some(RequestMessage::Assistant {
        text,
        calls,
        said: Some(Said {
            dialect: super::NAME.to_owned(),
            json: written,
        }),
    })
}

fn words(turn: &[(&str, Value)]) -> Option<String> {
    let said: Vec<String> = turn
        .iter()
        .filter_map(|(_, item)| match item.get("content")? {
            Value::String(text) => Some(text.clone()),
            Value::Array(parts) if item["role"] == "assistant" => {
                Some(parts.iter().map(|part| word(part, "text")).collect())
            }
            _ => None,
        })
        .collect();
    (!said.is_empty()).then(|| said.concat())
}

fn caller(json: &Value, names: &[(String, String)]) -> Option<RequestMessage> {
    let content = json.get("content");
    let spoken = content.and_then(Value::as_str).map(str::to_owned);
    Some(match (word(json, "role"), word(json, "type")) {
        ("system", "") => RequestMessage::System(spoken?),
        ("user", "") => match content? {
            Value::Array(parts) => {
                RequestMessage::UserParts(parts.iter().map(part).collect::<Option<_>>()?)
            }
            _ => RequestMessage::User(spoken?),
        },
        ("", "function_call_output") => {
            let id = text(json, "call_id")?;
            let tool = names.iter().rev().find(|(known, _)| *known == id);
            RequestMessage::ToolResults(vec![RequestResult {
                name: tool.map(|(_, name)| name.clone()).unwrap_or_default(),
                id,
                content: json["output"].as_str()?.to_owned(),
                failed: false,
            }])
        }
        _ => return None,
    })
}

fn part(json: &Value) -> Option<InputPart> {
    let uploaded = text(json, "file_id").map(|id| Media {
        media_type: String::new(),
        source: Source::Id(id),
        name: None,
    });
    let address = |name: &str| text(json, name).map(|address| media(&address));
    Some(match word(json, "type") {
        "input_text" => InputPart::Text(json["text"].as_str()?.to_owned()),
        "input_image" => InputPart::Image(uploaded.or_else(|| address("image_url"))?),
        "input_file" => {
            let data = address("file_data").or_else(|| address("file_url"));
            let mut file = uploaded.or(data)?;
            file.name = text(json, "filename");
            InputPart::File(file)
        }
        _ => return None,
    })
}
