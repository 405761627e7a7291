//! Requests: what never changes first, the items last.

use crate::message::{
    InputPart, Media, Message, MessageCall, MessageResult, Output, Settings, Source, ToolDefinition,
};
use crate::wire::json::{Members, key, list, plain_member, string, text_member};
use crate::wire::openai_chat::{address, effort_word, tools_and_choice};
use crate::wire::{Head, found};

pub(super) fn head(out: &mut String, head: &Head<'_>) {
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
    }
    if !head.system.is_empty() {
        members.text("instructions", &head.system.join("\n\n"));
    }
    members.extra(&["model", "input"]);
    out.push_str(",\"input\":[");
}

fn sampling(members: &mut Members<'_>, settings: &Settings) {
    members.number("temperature", settings.temperature);
    members.number("top_p", settings.top_p);
    members.plain("max_output_tokens", settings.max_output_tokens);
    let Some(effort) = settings.reasoning else {
        return;
    };
    if let Some(out) = members.value("reasoning") {
        out.push_str("{\"effort\":");
        string(out, effort_word(effort));
        out.push('}');
    }
    members.json("include", super::request::INCLUDE);
}

fn output(members: &mut Members<'_>, output: &Output<'_>) {
    match *output {
        Output::Text | Output::Tools { tools: [], .. } => {}
        Output::Tools { tools, choice } => tools_and_choice(members, tools, choice, tool, named),
        Output::Json {
            name,
            schema,
            strict,
        } => {
            if let Some(out) = members.value("text") {
                out.push_str("{\"format\":{\"type\":\"json_schema\"");
                text_member(out, "name", name);
                plain_member(out, "strict", strict);
                key(out, "schema");
                out.push_str(schema);
                out.push_str("}}");
            }
        }
    }
}

fn named(out: &mut String, name: &str) {
    out.push_str("{\"type\":\"function\"");
    text_member(out, "name", name);
    out.push('}');
}

fn tool(out: &mut String, tool: &ToolDefinition<'_>) {
    out.push_str("{\"type\":\"function\"");
    text_member(out, "name", tool.name);
    if !tool.description.is_empty() {
        text_member(out, "description", tool.description);
    }
    key(out, "parameters");
    out.push_str(tool.parameters);
    plain_member(out, "strict", tool.strict);
    out.push('}');
}

/// The items of a message; none where nothing is said.
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
        } if said.dialect == super::NAME && !speaks(&said.json) => {}
        Message::Assistant {
            said: Some(said), ..
        } if said.dialect == super::NAME => out.push_str(inside(&said.json)),
        Message::Assistant { text, calls, .. } => {
            let start = out.len();
            if let Some(text) = text {
                // The type may be left out by the book, and llama.cpp refuses the item without it.
                out.push_str("{\"type\":\"message\",\"role\":\"assistant\"");
                text_member(out, "content", text);
                out.push('}');
            }
            items(out, start, calls, call);
        }
        Message::ToolResults(results) => {
            let start = out.len();
            items(out, start, results, result);
        }
        Message::Raw(json) => out.push_str(json),
    }
}

/// Whether there is more than thoughts: these alone are refused.
fn speaks(items: &str) -> bool {
    let thought = |item: &&str| found::text(item, "type").as_deref() == Some("reasoning");
    !found::all(items.trim()).iter().all(thought)
}

/// The items of a list, without its brackets.
fn inside(list: &str) -> &str {
    let list = list.trim();
    let open = list.strip_prefix('[').unwrap_or(list);
    open.strip_suffix(']').unwrap_or(open)
}

/// Items behind those that were written from `start` on.
fn items<T>(out: &mut String, start: usize, items: &[T], item: impl Fn(&mut String, &T)) {
    for each in items {
        if out.len() > start {
            out.push(',');
        }
        item(out, each);
    }
}

fn plain(out: &mut String, role: &str, content: &str) {
    out.push_str("{\"role\":");
    string(out, role);
    text_member(out, "content", content);
    out.push('}');
}

fn call(out: &mut String, call: &MessageCall<'_>) {
    out.push_str("{\"type\":\"function_call\"");
    text_member(out, "call_id", call.id);
    text_member(out, "name", call.name);
    text_member(out, "arguments", call.arguments);
    out.push('}');
}

/// The dialect has no place for a tool's name or for `failed`: the content says it.
fn result(out: &mut String, result: &MessageResult<'_>) {
    out.push_str("{\"type\":\"function_call_output\"");
    text_member(out, "call_id", result.id);
    text_member(out, "output", result.content);
    out.push('}');
}

fn part(out: &mut String, part: &InputPart) {
    match part {
        InputPart::Text(text) => {
            out.push_str("{\"type\":\"input_text\"");
            text_member(out, "text", text);
        }
        InputPart::Image(image) => {
            out.push_str("{\"type\":\"input_image\"");
            let name = match &image.source {
                Source::Id(_) => "file_id",
                Source::Base64(_) | Source::Url(_) => "image_url",
            };
            text_member(out, name, &address(image));
        }
        InputPart::File(media) => file(out, media),
    }
    out.push('}');
}

fn file(out: &mut String, media: &Media) {
    out.push_str("{\"type\":\"input_file\"");
    let name = match &media.source {
        Source::Id(_) => "file_id",
        Source::Base64(_) => "file_data",
        Source::Url(_) => "file_url",
    };
    text_member(out, name, &address(media));
    if let Some(name) = &media.name {
        text_member(out, "filename", name);
    }
}
