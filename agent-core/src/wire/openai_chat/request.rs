//! Reads requests: typed where that says all that was written, as it was written otherwise.

use serde_json::Value;

use super::{OpenAiChatDialect, decode, encode};
use crate::event::raw;
use crate::message::{
    Effort, InputPart, Media, ReplyCall, Request, RequestChoice, RequestMessage, RequestOutput,
    RequestResult, RequestTool, Said, Settings, Source,
};
use crate::wire::read::{array, empty, faithful, items, members, parse, same_text, text, word};
use crate::wire::{Dialect, Head, WireError};

pub(super) fn read(body: &str) -> Result<Request, WireError> {
    parse(body)?;
    let mut request = Request::default();
    let mut messages = None;
    for (name, value) in members(body)? {
        match name.as_str() {
            "model" => request.settings.model = string(value).unwrap_or_default(),
            "messages" => messages = Some(items(value)?),
            "stream" => request.stream = value == "true",
            _ => drop(request.settings.extra.insert(name, value.to_owned())),
        }
    }
    let messages = messages.ok_or_else(|| empty("/messages", body))?;
    understand(&mut request);
    conversation(&mut request, &messages)?;
    Ok(request)
}

pub(crate) fn string(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

/// Takes members out of the unknown ones where the typed form says the same.
fn understand(request: &mut Request) {
    let settings = &mut request.settings;
    settings.temperature = number(settings, "temperature");
    settings.top_p = number(settings, "top_p");
    settings.max_output_tokens = take(settings, "max_completion_tokens", |json| json.parse().ok());
    settings.seed = take(settings, "seed", |json| json.parse().ok());
    settings.reasoning = take(settings, "reasoning_effort", |json| {
        Effort::of_word(&string(json)?)
            .filter(|effort| encode::effort_word(*effort) == effort.word())
    });
    request.output = tools(settings)
        .or_else(|| schema(settings))
        .unwrap_or_default();
    if request.stream {
        let usual = |json: &str| same_text(json, r#"{"include_usage":true}"#).then_some(());
        let there = settings.extra.contains_key("stream_options");
        if take(settings, "stream_options", usual).is_none() && !there {
            // Said nothing of it: what is written again says nothing either.
            settings
                .extra
                .insert("stream_options".to_owned(), "null".to_owned());
        }
    }
}

pub(crate) fn take<T>(
    settings: &mut Settings,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let found = read(settings.extra.get(name)?)?;
    settings.extra.remove(name);
    Some(found)
}

/// A number that a shorter one says as exactly.
pub(crate) fn number(settings: &mut Settings, name: &str) -> Option<f32> {
    take(settings, name, |json| {
        let short: f32 = json.parse().ok()?;
        same_text(&short.to_string(), json).then_some(short)
    })
}

fn tools(settings: &mut Settings) -> Option<RequestOutput> {
    let written = settings.extra.get("tools")?;
    let tools: Option<Vec<_>> = items(written).ok()?.into_iter().map(tool).collect();
    let choice = choice(settings.extra.get("tool_choice"), "/function/name")?;
    let (tools, choice) = (tools?, choice);
    let output = RequestOutput::Tools { tools, choice };
    stands(settings, output, &["tools", "tool_choice"], encode::head)
}

fn tool(written: &str) -> Option<RequestTool> {
    let function = raw::member(written, "function")?;
    let tool: Value = serde_json::from_str(function).ok()?;
    Some(RequestTool {
        name: text(&tool, "name")?,
        description: text(&tool, "description").unwrap_or_default(),
        parameters: raw::member(function, "parameters")?.to_owned(),
        strict: tool["strict"].as_bool(),
    })
}

/// Which tool shall be called; `name` is the pointer of its name.
pub(crate) fn choice(written: Option<&String>, name: &str) -> Option<RequestChoice> {
    let Some(written) = written else {
        return Some(RequestChoice::Unset);
    };
    let choice: Value = serde_json::from_str(written).ok()?;
    Some(match choice.as_str() {
        Some("auto") => RequestChoice::Auto,
        Some("required") => RequestChoice::Required,
        Some("none") => RequestChoice::None,
        _ => RequestChoice::Named(choice.pointer(name)?.as_str()?.to_owned()),
    })
}

fn schema(settings: &mut Settings) -> Option<RequestOutput> {
    let written = settings.extra.get("response_format")?;
    let inner = raw::member(written, "json_schema")?;
    let json: Value = serde_json::from_str(inner).ok()?;
    let output = RequestOutput::Json {
        name: text(&json, "name")?,
        schema: raw::member(inner, "schema")?.to_owned(),
        strict: json["strict"].as_bool(),
    };
    stands(settings, output, &["response_format"], encode::head)
}

/// The output, if writing it gives these members as they were written; they are unknown no longer then.
pub(crate) fn stands<R>(
    settings: &mut Settings,
    output: RequestOutput,
    names: &[&str],
    head: fn(&mut String, &Head<'_>) -> R,
) -> Option<RequestOutput> {
    let bare = Settings::default();
    let mut again = String::new();
    output.with(|output| head(&mut again, &Head::new(&bare).output(output)));
    again.push_str("]}");
    let same = names.iter().all(|name| {
        let (again, written) = (raw::member(&again, name), settings.extra.get(*name));
        same_text(
            again.unwrap_or("null"),
            written.map_or("null", String::as_str),
        )
    });
    if !same {
        return None;
    }
    settings
        .extra
        .retain(|name, _| !names.contains(&name.as_str()));
    Some(output)
}

fn conversation(request: &mut Request, messages: &[&str]) -> Result<(), WireError> {
    // An id's tool, so that results name it.
    let mut names: Vec<(String, String)> = Vec::new();
    for written in messages {
        let json = parse(written)?;
        let message = faithful(&OpenAiChatDialect, written, message(&json, written, &names));
        match (message, request.messages.last_mut()) {
            (RequestMessage::System(text), None) => request.system.push(text),
            (RequestMessage::ToolResults(mut more), Some(RequestMessage::ToolResults(results))) => {
                results.append(&mut more);
            }
            (message, _) => {
                if let RequestMessage::Assistant { calls, .. } = &message {
                    names.extend(calls.iter().map(|c| (c.id.clone(), c.name.clone())));
                }
                request.messages.push(message);
            }
        }
    }
    Ok(())
}

fn message(json: &Value, written: &str, names: &[(String, String)]) -> Option<RequestMessage> {
    let content = json.get("content");
    let words = content.and_then(Value::as_str).map(str::to_owned);
    Some(match word(json, "role") {
        "system" => RequestMessage::System(words?),
        "user" => match content? {
            Value::Array(parts) => {
                RequestMessage::UserParts(parts.iter().map(part).collect::<Option<_>>()?)
            }
            _ => RequestMessage::User(words?),
        },
        "tool" => {
            let id = text(json, "tool_call_id")?;
            let tool = names.iter().rev().find(|(known, _)| *known == id);
            RequestMessage::ToolResults(vec![RequestResult {
                name: tool.map(|(_, name)| name.clone()).unwrap_or_default(),
                id,
                content: words?,
                failed: false,
            }])
        }
        "assistant" => assistant(json, written, words),
        _ => return None,
    })
}

/// Words and calls, and the whole message where they are not all of it.
fn assistant(json: &Value, written: &str, words: Option<String>) -> RequestMessage {
    let calls: Vec<ReplyCall> = array(json, "tool_calls")
        .iter()
        .map(|call| ReplyCall {
            id: word(call, "id").to_owned(),
            name: word(&call["function"], "name").to_owned(),
            arguments: word(&call["function"], "arguments").to_owned(),
        })
        .collect();
    let words = words.or_else(|| decode::content(json, "text"));
    let plain = RequestMessage::Assistant {
        text: words.clone(),
        calls: calls.clone(),
        said: None,
    };
    let mut again = String::new();
    plain.with(|message| OpenAiChatDialect.message(&mut again, message, true));
    if same_text(&again, written) {
        return plain;
    }
    RequestMessage::Assistant {
        text: words,
        calls,
        said: Some(Said {
            dialect: super::NAME.to_owned(),
            json: written.to_owned(),
        }),
    }
}

fn part(json: &Value) -> Option<InputPart> {
    Some(match word(json, "type") {
        "text" => InputPart::Text(json["text"].as_str()?.to_owned()),
        "image_url" => InputPart::Image(media(json["image_url"]["url"].as_str()?)),
        "input_audio" => {
            let audio = &json["input_audio"];
            let media_type = match word(audio, "format") {
                "wav" => "audio/wav",
                "mp3" => "audio/mpeg",
                _ => return None,
            };
            InputPart::File(Media::base64(media_type, audio["data"].as_str()?))
        }
        "file" => InputPart::File(file(&json["file"])?),
        _ => return None,
    })
}

fn file(file: &Value) -> Option<Media> {
    let mut media = match text(file, "file_id") {
        Some(id) => Media {
            media_type: String::new(),
            source: Source::Id(id),
            name: None,
        },
        None => media(file["file_data"].as_str()?),
    };
    media.name = text(file, "filename");
    Some(media)
}

pub(crate) fn media(address: &str) -> Media {
    address
        .strip_prefix("data:")
        .and_then(|data| data.split_once(";base64,"))
        .map_or_else(
            || Media::url(address),
            |(media_type, data)| Media::base64(media_type, data),
        )
}
