//! Requests read: what the typed forms can say exactly becomes one of them, all else is kept as written.

use super::{GeminiDialect, NAME, encode, turn};
use crate::event::raw::{member, members};
use crate::message::{
    InputPart, Media, Request, RequestChoice, RequestMessage, RequestOutput, RequestResult,
    RequestTool, Said, Source,
};
use crate::wire::fault::start_of;
use crate::wire::read::{faithful, same_text};
use crate::wire::{WireError, found};

pub(super) fn read(body: &str) -> Result<Request, WireError> {
    let json = found::json(body)?;
    if member(json, "contents").is_none_or(|list| !list.starts_with('[')) {
        return Err(WireError::Empty {
            missing: "/contents",
            start: start_of(body),
        });
    }
    let mut request = Request {
        messages: found::list(json, "contents")
            .into_iter()
            .map(|written| faithful(&GeminiDialect, written, message(written)))
            .collect(),
        output: member(json, "tools").and_then(tools).unwrap_or_default(),
        ..Request::default()
    };
    for (name, value) in members(json).map_while(Result::ok) {
        if name != "contents" && !take_in(&mut request, &name, value) {
            request
                .settings
                .extra
                .insert(name.into_owned(), value.to_owned());
        }
    }
    Ok(request)
}

/// Takes in one member; false where the typed forms cannot say it.
fn take_in(request: &mut Request, name: &str, value: &str) -> bool {
    match (name, &mut request.output) {
        ("systemInstruction", _) => {
            let texts = texts(value);
            texts.map(|texts| request.system = texts).is_some()
        }
        ("tools", RequestOutput::Tools { .. }) => true,
        ("toolConfig", RequestOutput::Tools { choice, .. }) => {
            let typed = tool_choice(value);
            typed.map(|typed| *choice = typed).is_some()
        }
        ("generationConfig", _) => {
            generation(request, value);
            // An empty one is written only where it is asked for.
            value != "{}"
        }
        _ => false,
    }
}

/// The texts of a content that is nothing but texts of the user's side.
fn texts(content: &str) -> Option<Vec<String>> {
    let plain = found::text(content, "role").as_deref() == Some("user")
        && found::has_only(content, &["role", "parts"]);
    let text = |part: &str| {
        let plain = found::has_only(part, &["text"]);
        plain.then(|| found::string(member(part, "text")?))?
    };
    let parts = found::list(content, "parts");
    let texts: Vec<_> = parts.into_iter().map(text).collect::<Option<_>>()?;
    (plain && !texts.is_empty()).then_some(texts)
}

/// The tools, if there is none of the provider's own and nothing special about any.
fn tools(value: &str) -> Option<RequestOutput> {
    let [declarations] = found::all(value)[..] else {
        return None;
    };
    if !found::has_only(declarations, &["functionDeclarations"]) {
        return None;
    }
    let tools = found::list(declarations, "functionDeclarations");
    let typed = tools.into_iter().map(|written| {
        let tool = RequestTool {
            name: found::text(written, "name")?,
            description: found::text(written, "description").unwrap_or_default(),
            parameters: found::object(written, "parametersJsonSchema")?.to_owned(),
            strict: None,
        };
        let mut again = String::new();
        encode::tool(&mut again, &tool.definition());
        same_text(&again, written).then_some(tool)
    });
    let tools: Vec<RequestTool> = typed.collect::<Option<_>>()?;
    let choice = RequestChoice::Unset;
    (!tools.is_empty()).then_some(RequestOutput::Tools { tools, choice })
}

fn tool_choice(config: &str) -> Option<RequestChoice> {
    let calling = found::object(config, "functionCallingConfig")?;
    let names = found::list(calling, "allowedFunctionNames");
    let choice = match (found::text(calling, "mode")?.as_str(), &names[..]) {
        ("AUTO", []) => RequestChoice::Auto,
        ("ANY", []) => RequestChoice::Required,
        ("ANY", [name]) => RequestChoice::Named(found::string(name)?),
        ("NONE", []) => RequestChoice::None,
        _ => return None,
    };
    let all = found::has_only(config, &["functionCallingConfig"])
        && found::has_only(calling, &["mode", "allowedFunctionNames"]);
    all.then_some(choice)
}

fn generation(request: &mut Request, config: &str) {
    let json = answer_schema(request, config);
    let settings = &mut request.settings;
    for (name, value) in members(config).map_while(Result::ok) {
        let known = match &*name {
            "temperature" => found::number(value)
                .map(|it| settings.temperature = Some(it))
                .is_some(),
            "topP" => found::number(value)
                .map(|it| settings.top_p = Some(it))
                .is_some(),
            "maxOutputTokens" => value
                .parse()
                .map(|it| settings.max_output_tokens = Some(it))
                .is_ok(),
            "seed" => value.parse().map(|it| settings.seed = Some(it)).is_ok(),
            "responseMimeType" | "responseJsonSchema" => json,
            _ => false,
        };
        if !known {
            let name = format!("{}{name}", encode::CONFIG);
            settings.extra.insert(name, value.to_owned());
        }
    }
}

/// Whether the answer shall be JSON under a schema, and nothing else is asked for that answers have one form of.
fn answer_schema(request: &mut Request, config: &str) -> bool {
    let json = found::text(config, "responseMimeType").as_deref() == Some("application/json");
    let schema = found::object(config, "responseJsonSchema").filter(|_| json);
    match (schema, &request.output) {
        (Some(schema), RequestOutput::Text) => {
            request.output = RequestOutput::Json {
                name: String::new(),
                schema: schema.to_owned(),
                strict: None,
            };
            true
        }
        _ => false,
    }
}

fn message(written: &str) -> Option<RequestMessage> {
    let parts = found::list(written, "parts");
    match found::text(written, "role")?.as_str() {
        "user" => results(&parts).or_else(|| shown(&parts)),
        "model" => Some(said(member(written, "parts")?)),
        _ => None,
    }
}

fn shown(parts: &[&str]) -> Option<RequestMessage> {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| input(part))
        .collect::<Option<_>>()?;
    Some(match parts.as_slice() {
        [InputPart::Text(text)] => RequestMessage::User(text.clone()),
        _ => RequestMessage::UserParts(parts),
    })
}

fn input(part: &str) -> Option<InputPart> {
    if let Some(text) = member(part, "text") {
        return found::string(text).map(InputPart::Text);
    }
    let (data, key) = match found::object(part, "inlineData") {
        Some(data) => (data, "data"),
        None => (found::object(part, "fileData")?, "fileUri"),
    };
    let place = found::text(data, key)?;
    let media_type = found::text(data, "mimeType").unwrap_or_default();
    let picture = media_type.starts_with("image/");
    let media = Media {
        media_type,
        source: if key == "data" {
            Source::Base64(place)
        } else {
            Source::Url(place)
        },
        name: None,
    };
    Some(if picture {
        InputPart::Image(media)
    } else {
        InputPart::File(media)
    })
}

fn results(parts: &[&str]) -> Option<RequestMessage> {
    let results: Vec<_> = parts
        .iter()
        .map(|part| result(part))
        .collect::<Option<_>>()?;
    (!results.is_empty()).then_some(RequestMessage::ToolResults(results))
}

fn result(part: &str) -> Option<RequestResult> {
    let response = found::object(part, "functionResponse")?;
    let content = found::object(response, "response")?;
    let only = |key| {
        let value = member(content, key).filter(|_| found::has_only(content, &[key]))?;
        found::string(value).or_else(|| value.starts_with(['{', '[']).then(|| value.to_owned()))
    };
    let error = only("error");
    let failed = error.is_some();
    Some(RequestResult {
        id: found::text(response, "id").unwrap_or_default(),
        name: found::text(response, "name")?,
        content: error
            .or_else(|| only("output"))
            .unwrap_or_else(|| content.to_owned()),
        failed,
    })
}

/// The model's turn, in its own words if it is more than one text.
fn said(list: &str) -> RequestMessage {
    let parts = found::all(list);
    let (text, calls) = turn::words_and_calls(&parts);
    let plain = matches!(parts[..], [part] if found::has_only(part, &["text"]));
    RequestMessage::Assistant {
        text,
        calls,
        said: (!plain).then(|| Said {
            dialect: NAME.to_owned(),
            json: list.to_owned(),
        }),
    }
}
