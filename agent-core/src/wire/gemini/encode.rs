//! Requests: what never changes first, the contents last.

use super::{NAME, parts};
use crate::event::raw::{is_json, members};
use crate::message::{
    Effort, InputPart, Media, Message, MessageCall, MessageResult, Output, Said, Source,
    ToolChoice, ToolDefinition,
};
use crate::wire::json::{Members, key, list, string, text_member};
use crate::wire::{Head, found, nested};

/// Before the name of an extra setting of the generation's config.
pub(super) const CONFIG: &str = "generationConfig.";

/// What stands in place of a signature where the model did not make the call itself: newer models refuse a
/// call without any. <https://ai.google.dev/gemini-api/docs/thought-signatures>
const UNSIGNED: &str = "skip_thought_signature_validator";

pub(super) fn head(out: &mut String, head: &Head<'_>) {
    let (own, nested) = nested::split(&head.settings.extra, CONFIG);
    let config = nested::members(&nested, |members| generation(members, head));
    let members = nested::members(&own, |request| {
        if !head.system.is_empty()
            && let Some(out) = request.value("systemInstruction")
        {
            content(out, "user", |out| {
                list(out, head.system, |out, text| text_part(out, text));
            });
        }
        if let Output::Tools { tools, choice } = *head.output {
            tools_and_choice(request, tools, choice);
        }
        nested::object(request, "generationConfig", &config);
    });
    out.push('{');
    out.push_str(&members);
    out.push_str(if members.is_empty() { "" } else { "," });
    out.push_str("\"contents\":[");
}

fn tools_and_choice(
    request: &mut Members<'_>,
    tools: &[ToolDefinition<'_>],
    choice: ToolChoice<'_>,
) {
    // A choice without tools is refused.
    if tools.is_empty() {
        return;
    }
    if let Some(out) = request.value("tools") {
        out.push_str("[{\"functionDeclarations\":");
        list(out, tools, tool);
        out.push_str("}]");
    }
    if choice != ToolChoice::Unset
        && let Some(out) = request.value("toolConfig")
    {
        tool_config(out, choice);
    }
}

fn generation(config: &mut Members<'_>, head: &Head<'_>) {
    let settings = head.settings;
    config.number("temperature", settings.temperature);
    config.number("topP", settings.top_p);
    config.plain("maxOutputTokens", settings.max_output_tokens);
    config.plain("seed", settings.seed);
    if let Some(effort) = settings.reasoning
        && let Some(out) = config.value("thinkingConfig")
    {
        thinking(out, effort, &settings.model);
    }
    if let Output::Json { schema, .. } = head.output {
        config.text("responseMimeType", "application/json");
        config.json("responseJsonSchema", schema);
    }
}

/// Models before the third take a number of tokens, later ones a level. The numbers are the provider's own
/// for these words: <https://ai.google.dev/gemini-api/docs/openai#thinking>.
fn thinking(out: &mut String, effort: Effort, model: &str) {
    if model.contains("gemini-2") {
        let tokens = match effort {
            Effort::None => "0",
            Effort::Minimal | Effort::Low => "1024",
            Effort::Medium => "8192",
            Effort::High | Effort::Xhigh | Effort::Max => "24576",
        };
        out.push_str("{\"thinkingBudget\":");
        out.push_str(tokens);
        return out.push('}');
    }
    let level = match effort {
        Effort::None | Effort::Minimal if model.contains("flash") => Effort::Minimal,
        Effort::None | Effort::Minimal | Effort::Low => Effort::Low,
        Effort::Medium => Effort::Medium,
        Effort::High | Effort::Xhigh | Effort::Max => Effort::High,
    };
    out.push_str("{\"thinkingLevel\":");
    string(out, level.word());
    out.push('}');
}

pub(super) fn tool(out: &mut String, tool: &ToolDefinition<'_>) {
    out.push_str("{\"name\":");
    string(out, tool.name);
    // Said even when empty: the provider demands one.
    text_member(out, "description", tool.description);
    key(out, "parametersJsonSchema");
    out.push_str(tool.parameters);
    out.push('}');
}

fn tool_config(out: &mut String, choice: ToolChoice<'_>) {
    out.push_str("{\"functionCallingConfig\":{\"mode\":");
    match choice {
        ToolChoice::Unset | ToolChoice::Auto => string(out, "AUTO"),
        ToolChoice::Required => string(out, "ANY"),
        ToolChoice::None => string(out, "NONE"),
        ToolChoice::Named(name) => {
            string(out, "ANY");
            key(out, "allowedFunctionNames");
            list(out, &[name], |out, name| string(out, name));
        }
    }
    out.push_str("}}");
}

pub(super) fn message(out: &mut String, message: &Message<'_>) {
    match *message {
        // There is no such role behind the first content.
        Message::System(text) | Message::User(text) => {
            content(out, "user", |out| {
                list(out, &[text], |out, text| text_part(out, text));
            });
        }
        Message::UserParts(parts) => content(out, "user", |out| list(out, parts, input)),
        // No result is no message, and neither are thoughts alone.
        Message::ToolResults([]) => {}
        Message::Assistant {
            text: None,
            calls: [],
            said,
        } if !said.is_some_and(speaks) => {}
        Message::Assistant {
            said: Some(said),
            calls,
            ..
        } if said.dialect == NAME => {
            content(out, "model", |out| own_words(out, &said.json, calls));
        }
        Message::Assistant { text, calls, .. } => {
            content(out, "model", |out| {
                words_and_calls(out, text, calls, Some(UNSIGNED));
            });
        }
        Message::ToolResults(results) => content(out, "user", |out| list(out, results, result)),
        Message::Raw(json) => out.push_str(json),
    }
}

fn content(out: &mut String, role: &str, parts: impl FnOnce(&mut String)) {
    out.push_str("{\"role\":");
    string(out, role);
    key(out, "parts");
    parts(out);
    out.push('}');
}

fn text_part(out: &mut String, text: &str) {
    out.push_str(&parts::words(text, false));
}

fn input(out: &mut String, part: &InputPart) {
    match part {
        InputPart::Text(text) => text_part(out, text),
        InputPart::Image(media) | InputPart::File(media) => shown(out, media),
    }
}

fn shown(out: &mut String, media: &Media) {
    let (kind, place, data) = match &media.source {
        Source::Base64(data) => ("inlineData", "data", data),
        Source::Url(uri) | Source::Id(uri) => ("fileData", "fileUri", uri),
    };
    out.push('{');
    string(out, kind);
    out.push_str(":{");
    string(out, place);
    out.push(':');
    string(out, data);
    if !media.media_type.is_empty() {
        text_member(out, "mimeType", &media.media_type);
    }
    out.push_str("}}");
}

/// Whether a turn without words and calls says more than thoughts.
fn speaks(said: &Said) -> bool {
    let thought = |part: &&str| found::is_true(part, "thought");
    said.dialect == NAME && !found::all(&said.json).iter().all(thought)
}

/// The model's own parts. A call that came without an id gets the one that its result will name.
fn own_words(out: &mut String, said: &str, calls: &[MessageCall<'_>]) {
    let parts = found::all(said);
    let is_call = |part: &&str| found::object(part, "functionCall").is_some();
    if parts.iter().filter(|part| is_call(part)).count() != calls.len() {
        out.push_str(said);
        return;
    }
    let mut ids = calls.iter().map(|call| call.id);
    let named = parts.into_iter().map(|part| {
        let id = is_call(&part).then(|| ids.next()).flatten();
        (part, id.filter(|id| !id.is_empty()))
    });
    let named: Vec<(&str, Option<&str>)> = named.collect();
    list(out, &named, |out, (part, id)| match id {
        Some(id) => with_id(out, part, id),
        None => out.push_str(part),
    });
}

/// A part whose call has this id, unless it has one already.
fn with_id(out: &mut String, part: &str, id: &str) {
    for (at, (name, value)) in members(part).map_while(Result::ok).enumerate() {
        out.push(if at == 0 { '{' } else { ',' });
        string(out, &name);
        out.push(':');
        if name != "functionCall" || found::text(value, "id").is_some() {
            out.push_str(value);
            continue;
        }
        out.push_str("{\"id\":");
        string(out, id);
        for (name, value) in members(value).map_while(Result::ok) {
            if name != "id" {
                key(out, &name);
                out.push_str(value);
            }
        }
        out.push('}');
    }
    out.push('}');
}

/// Words and calls; `signature` stands at the first call.
pub(super) fn words_and_calls(
    out: &mut String,
    text: Option<&str>,
    calls: &[MessageCall<'_>],
    signature: Option<&str>,
) {
    out.push('[');
    if let Some(text) = text {
        text_part(out, text);
    }
    for (at, each) in calls.iter().enumerate() {
        if at > 0 || text.is_some() {
            out.push(',');
        }
        call(out, each, signature.filter(|_| at == 0));
    }
    out.push(']');
}

fn call(out: &mut String, call: &MessageCall<'_>, signature: Option<&str>) {
    out.push_str("{\"functionCall\":{\"name\":");
    string(out, call.name);
    key(out, "args");
    parts::write_arguments(out, call.arguments);
    if !call.id.is_empty() {
        text_member(out, "id", call.id);
    }
    out.push('}');
    if let Some(signature) = signature {
        text_member(out, "thoughtSignature", signature);
    }
    out.push('}');
}

fn result(out: &mut String, result: &MessageResult<'_>) {
    out.push_str("{\"functionResponse\":{\"name\":");
    string(out, result.name);
    if !result.id.is_empty() {
        text_member(out, "id", result.id);
    }
    key(out, "response");
    response(out, result.content.trim(), result.failed);
    out.push_str("}}");
}

/// The provider wants an object. What is none stands under the key that the provider names for it.
fn response(out: &mut String, content: &str, failed: bool) {
    let json = is_json(content);
    if json && content.starts_with('{') && !failed {
        return out.push_str(content);
    }
    out.push_str(if failed {
        "{\"error\":"
    } else {
        "{\"output\":"
    });
    if json && content.starts_with(['{', '[']) {
        out.push_str(content);
    } else {
        string(out, content);
    }
    out.push('}');
}
