//! Requests: what never changes first, the messages last.

use crate::message::{
    Effort, InputPart, Media, Message, MessageCall, MessageResult, Output, Settings, Source,
    ToolChoice, ToolDefinition,
};
use crate::wire::json::{Members, key, list, plain_member, string, text_member};
use crate::wire::{Head, found};

/// True if instructions stand among the messages.
pub(super) fn head(out: &mut String, head: &Head<'_>) -> bool {
    out.push_str("{\"model\":");
    string(out, &head.settings.model);
    let mut members = Members {
        out,
        extra: &head.settings.extra,
    };
    sampling(&mut members, head.settings);
    output(&mut members, head.output);
    if head.stream {
        members.plain("stream", Some(true));
        // Without it a stream counts no tokens.
        members.json("stream_options", "{\"include_usage\":true}");
    }
    members.extra(&["model", "messages"]);
    out.push_str(",\"messages\":[");
    for (at, system) in head.system.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        plain(out, "system", system);
    }
    !head.system.is_empty()
}

fn sampling(members: &mut Members<'_>, settings: &Settings) {
    members.number("temperature", settings.temperature);
    members.number("top_p", settings.top_p);
    members.plain("max_completion_tokens", settings.max_output_tokens);
    members.plain("seed", settings.seed);
    if let Some(effort) = settings.reasoning {
        members.text("reasoning_effort", effort_word(effort));
    }
}

/// The dialect ends at `xhigh`.
pub(crate) const fn effort_word(effort: Effort) -> &'static str {
    match effort {
        Effort::Max => Effort::Xhigh.word(),
        other => other.word(),
    }
}

fn output(members: &mut Members<'_>, output: &Output<'_>) {
    match *output {
        // A `tool_choice` without tools is refused.
        Output::Text | Output::Tools { tools: [], .. } => {}
        Output::Tools { tools, choice } => tools_and_choice(members, tools, choice, tool, named),
        Output::Json {
            name,
            schema,
            strict,
        } => {
            if let Some(out) = members.value("response_format") {
                json_schema(out, name, schema, strict);
            }
        }
    }
}

/// Tools and which of them; how a tool and a tool's name are written is each protocol's own.
pub(crate) fn tools_and_choice(
    members: &mut Members<'_>,
    tools: &[ToolDefinition<'_>],
    choice: ToolChoice<'_>,
    tool: fn(&mut String, &ToolDefinition<'_>),
    named: fn(&mut String, &str),
) {
    if let Some(out) = members.value("tools") {
        list(out, tools, tool);
    }
    if choice == ToolChoice::Unset {
        return;
    }
    let Some(out) = members.value("tool_choice") else {
        return;
    };
    match choice {
        ToolChoice::Unset | ToolChoice::Auto => string(out, "auto"),
        ToolChoice::Required => string(out, "required"),
        ToolChoice::None => string(out, "none"),
        ToolChoice::Named(name) => named(out, name),
    }
}

fn named(out: &mut String, name: &str) {
    out.push_str("{\"type\":\"function\",\"function\":{\"name\":");
    string(out, name);
    out.push_str("}}");
}

fn tool(out: &mut String, tool: &ToolDefinition<'_>) {
    out.push_str("{\"type\":\"function\",\"function\":{\"name\":");
    string(out, tool.name);
    if !tool.description.is_empty() {
        text_member(out, "description", tool.description);
    }
    key(out, "parameters");
    out.push_str(tool.parameters);
    plain_member(out, "strict", tool.strict);
    out.push_str("}}");
}

fn json_schema(out: &mut String, name: &str, schema: &str, strict: Option<bool>) {
    out.push_str("{\"type\":\"json_schema\",\"json_schema\":{\"name\":");
    string(out, name);
    plain_member(out, "strict", strict);
    key(out, "schema");
    out.push_str(schema);
    out.push_str("}}");
}

pub(super) fn message(out: &mut String, message: &Message<'_>) {
    match *message {
        Message::System(content) => plain(out, "system", content),
        Message::User(content) => plain(out, "user", content),
        Message::UserParts(parts) => {
            out.push_str("{\"role\":\"user\",\"content\":");
            list(out, parts, part);
            out.push('}');
        }
        Message::Assistant {
            text: None,
            calls: [],
            said: Some(said),
        } if said.dialect != super::NAME || !speaks(&said.json) => {}
        Message::Assistant {
            said: Some(said), ..
        } if said.dialect == super::NAME => out.push_str(&said.json),
        Message::Assistant {
            text, calls: [], ..
        } => plain(out, "assistant", text.unwrap_or_default()),
        Message::Assistant { text, calls, .. } => assistant(out, text, calls),
        Message::ToolResults(results) => results_of(out, results),
        Message::Raw(json) => out.push_str(json),
    }
}

/// Whether a turn without words and calls says more than thoughts: these alone are refused.
fn speaks(message: &str) -> bool {
    let parts = found::list(message, "content");
    let thought = |part: &&str| found::text(part, "type").as_deref() == Some("thinking");
    !parts.iter().all(thought)
}

fn plain(out: &mut String, role: &str, content: &str) {
    out.push_str("{\"role\":");
    string(out, role);
    text_member(out, "content", content);
    out.push('}');
}

fn assistant(out: &mut String, text: Option<&str>, calls: &[MessageCall<'_>]) {
    out.push_str("{\"role\":\"assistant\",\"content\":");
    match text {
        Some(text) => string(out, text),
        None => out.push_str("null"),
    }
    key(out, "tool_calls");
    list(out, calls, call);
    out.push('}');
}

fn call(out: &mut String, call: &MessageCall<'_>) {
    out.push_str("{\"id\":");
    string(out, call.id);
    out.push_str(",\"type\":\"function\",\"function\":{\"name\":");
    string(out, call.name);
    text_member(out, "arguments", call.arguments);
    out.push_str("}}");
}

/// One message each. The dialect has no place for a tool's name or for `failed`: the content says it.
fn results_of(out: &mut String, results: &[MessageResult<'_>]) {
    for (at, result) in results.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str("{\"role\":\"tool\"");
        text_member(out, "tool_call_id", result.id);
        text_member(out, "content", result.content);
        out.push('}');
    }
}

fn part(out: &mut String, part: &InputPart) {
    match part {
        InputPart::Text(text) => {
            out.push_str("{\"type\":\"text\"");
            text_member(out, "text", text);
            out.push('}');
        }
        InputPart::Image(image) => {
            out.push_str("{\"type\":\"image_url\",\"image_url\":{\"url\":");
            string(out, &address(image));
            out.push_str("}}");
        }
        InputPart::File(media) => match (&media.source, audio(&media.media_type)) {
            (Source::Base64(data), Some(format)) => {
                out.push_str("{\"type\":\"input_audio\",\"input_audio\":{\"data\":");
                string(out, data);
                text_member(out, "format", format);
                out.push_str("}}");
            }
            _ => file(out, media),
        },
    }
}

fn file(out: &mut String, media: &Media) {
    out.push_str("{\"type\":\"file\",\"file\":{");
    let named = match &media.source {
        Source::Id(_) => "\"file_id\":",
        Source::Base64(_) | Source::Url(_) => "\"file_data\":",
    };
    out.push_str(named);
    string(out, &address(media));
    if let Some(name) = &media.name {
        text_member(out, "filename", name);
    }
    out.push_str("}}");
}

/// Bytes travel inside an address; an uploaded file's id is one.
pub(crate) fn address(media: &Media) -> String {
    match &media.source {
        Source::Base64(data) => format!("data:{};base64,{data}", media.media_type),
        Source::Url(address) | Source::Id(address) => address.clone(),
    }
}

fn audio(media_type: &str) -> Option<&'static str> {
    match media_type {
        "audio/wav" | "audio/x-wav" | "audio/wave" => Some("wav"),
        "audio/mpeg" | "audio/mp3" => Some("mp3"),
        _ => None,
    }
}
