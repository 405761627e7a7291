//! Requests: what never changes first, the messages last.

use super::{DEFAULT_MAX_TOKENS, NAME, blocks, input};
use crate::message::{
    Effort, Message, MessageCall, MessageResult, Output, Said, Settings, ToolChoice, ToolDefinition,
};
use crate::wire::json::{Members, key, list, plain_member, string, text_member};
use crate::wire::{Head, found, nested};

/// Before the name of an extra setting of the output's config.
pub(super) const CONFIG: &str = "output_config.";

pub(super) fn head(out: &mut String, head: &Head<'_>) {
    let (own, nested) = nested::split(&head.settings.extra, CONFIG);
    let config = nested::members(&nested, |members| output_config(members, head));
    out.push('{');
    out.push_str(&nested::members(&own, |request| {
        frame(request, head);
        nested::object(request, "output_config", &config);
        if let Output::Tools { tools, choice } = *head.output {
            tools_and_choice(request, tools, allowed(choice, head.settings));
        }
        system(request, head.system);
    }));
    out.push_str(",\"messages\":[");
}

fn frame(request: &mut Members<'_>, head: &Head<'_>) {
    let settings = head.settings;
    request.text("model", &settings.model);
    let most = settings.max_output_tokens.unwrap_or(DEFAULT_MAX_TOKENS);
    request.plain("max_tokens", Some(most));
    request.number("temperature", settings.temperature);
    request.number("top_p", settings.top_p);
    request.plain("stream", head.stream.then_some(true));
    if let Some(effort) = settings.reasoning {
        request.json("thinking", thinking(effort));
    }
}

fn output_config(config: &mut Members<'_>, head: &Head<'_>) {
    if let Some(effort) = head.settings.reasoning.and_then(effort) {
        config.text("effort", effort);
    }
    if let Output::Json { schema, .. } = head.output
        && let Some(out) = config.value("format")
    {
        out.push_str("{\"type\":\"json_schema\",\"schema\":");
        out.push_str(schema);
        out.push('}');
    }
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
        list(out, tools, tool);
    }
    if choice != ToolChoice::Unset
        && let Some(out) = request.value("tool_choice")
    {
        tool_choice(out, choice);
    }
}

fn system(request: &mut Members<'_>, texts: &[&str]) {
    match texts {
        [] => {}
        [text] => request.text("system", text),
        texts => {
            if let Some(out) = request.value("system") {
                list(out, texts, |out, text| text_block(out, text));
            }
        }
    }
}

fn thinking(effort: Effort) -> &'static str {
    match effort {
        Effort::None => r#"{"type":"disabled"}"#,
        _ => r#"{"type":"adaptive"}"#,
    }
}

/// The provider's word for a grade.
fn effort(effort: Effort) -> Option<&'static str> {
    match effort {
        Effort::None => None,
        Effort::Minimal => Some(Effort::Low.word()),
        _ => Some(effort.word()),
    }
}

pub(super) fn tool(out: &mut String, tool: &ToolDefinition<'_>) {
    out.push_str("{\"name\":");
    string(out, tool.name);
    if !tool.description.is_empty() {
        text_member(out, "description", tool.description);
    }
    key(out, "input_schema");
    out.push_str(tool.parameters);
    // Not every server that speaks this dialect knows the word.
    plain_member(out, "strict", tool.strict.filter(|strict| *strict));
    out.push('}');
}

/// A call cannot be demanded of a model that thinks: the provider refuses such a request.
pub(super) fn allowed<'a>(choice: ToolChoice<'a>, settings: &Settings) -> ToolChoice<'a> {
    let asked = settings
        .reasoning
        .is_some_and(|effort| effort != Effort::None);
    let thinks = match settings.extra.get("thinking") {
        Some(thinking) => !thinking.contains("disabled"),
        None => asked,
    };
    match choice {
        ToolChoice::Required | ToolChoice::Named(_) if thinks => ToolChoice::Auto,
        _ => choice,
    }
}

fn tool_choice(out: &mut String, choice: ToolChoice<'_>) {
    out.push_str("{\"type\":");
    match choice {
        ToolChoice::Unset | ToolChoice::Auto => string(out, "auto"),
        ToolChoice::Required => string(out, "any"),
        ToolChoice::None => string(out, "none"),
        ToolChoice::Named(name) => {
            string(out, "tool");
            text_member(out, "name", name);
        }
    }
    out.push('}');
}

pub(super) fn message(out: &mut String, message: &Message<'_>) {
    match *message {
        Message::System(text) => turn(out, "system", |out| string(out, text)),
        Message::User(text) => turn(out, "user", |out| string(out, text)),
        Message::UserParts(parts) => turn(out, "user", |out| list(out, parts, input::write)),
        // No result is no message, and thoughts alone are refused.
        Message::ToolResults([]) => {}
        Message::Assistant {
            text: None,
            calls: [],
            said,
        } if !said.is_some_and(speaks) => {}
        Message::Assistant {
            said: Some(said), ..
        } if said.dialect == NAME => turn(out, "assistant", |out| own_words(out, &said.json)),
        Message::Assistant {
            text, calls: [], ..
        } => {
            turn(out, "assistant", |out| {
                string(out, text.unwrap_or_default());
            });
        }
        Message::Assistant { text, calls, .. } => {
            turn(out, "assistant", |out| words_and_calls(out, text, calls));
        }
        Message::ToolResults(results) => turn(out, "user", |out| list(out, results, result)),
        Message::Raw(json) => out.push_str(json),
    }
}

fn turn(out: &mut String, role: &str, content: impl FnOnce(&mut String)) {
    out.push_str("{\"role\":");
    string(out, role);
    key(out, "content");
    content(out);
    out.push('}');
}

pub(super) fn text_block(out: &mut String, text: &str) {
    out.push_str("{\"type\":\"text\"");
    text_member(out, "text", text);
    out.push('}');
}

/// Whether a turn without words and calls says more than thoughts.
fn speaks(said: &Said) -> bool {
    let thought = |block: &&str| {
        let kind = found::text(block, "type");
        matches!(kind.as_deref(), Some("thinking" | "redacted_thinking"))
    };
    said.dialect == NAME && !found::all(&said.json).iter().all(thought)
}

/// The model's own blocks. A blank text is left out: the model may write one, and a request with one is refused.
fn own_words(out: &mut String, said: &str) {
    let blank = |block: &&str| {
        found::text(block, "type").as_deref() == Some("text")
            && found::text(block, "text").is_none_or(|text| text.trim().is_empty())
    };
    let mut blocks = found::all(said);
    blocks.retain(|block| !blank(block));
    list(out, &blocks, |out, block| out.push_str(block));
}

/// Words and calls. Blank words are left out here as well.
fn words_and_calls(out: &mut String, text: Option<&str>, calls: &[MessageCall<'_>]) {
    let text = text.filter(|text| !text.trim().is_empty());
    out.push('[');
    if let Some(text) = text {
        text_block(out, text);
    }
    for (at, each) in calls.iter().enumerate() {
        if at > 0 || text.is_some() {
            out.push(',');
        }
        call(out, each);
    }
    out.push(']');
}

pub(super) fn call(out: &mut String, call: &MessageCall<'_>) {
    out.push_str("{\"type\":\"tool_use\"");
    text_member(out, "id", &id(call.id));
    text_member(out, "name", call.name);
    key(out, "input");
    blocks::write_input(out, call.arguments);
    out.push('}');
}

fn result(out: &mut String, result: &MessageResult<'_>) {
    out.push_str("{\"type\":\"tool_result\"");
    text_member(out, "tool_use_id", &id(result.id));
    text_member(out, "content", result.content);
    plain_member(out, "is_error", result.failed.then_some(true));
    out.push('}');
}

/// An id as this provider takes it: those of others may have signs in them that it refuses.
fn id(id: &str) -> String {
    let allowed = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-');
    id.replace(|sign| !allowed(sign), "_")
}
