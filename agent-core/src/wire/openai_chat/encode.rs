//! Requests: what never changes first, the messages last.

use crate::message::{Message, MessageCall, Output, Settings, ToolChoice, ToolDefinition};
use crate::wire::json::{key, plain_member, string, text_member};

pub(super) fn head(out: &mut String, settings: &Settings, output: &Output<'_>) {
    out.push_str("{\"model\":");
    string(out, &settings.model);
    // JSON has no NaN and no infinity; such a number is as good as none.
    plain_member(
        out,
        "temperature",
        settings.temperature.filter(|t| t.is_finite()),
    );
    plain_member(out, "top_p", settings.top_p.filter(|p| p.is_finite()));
    plain_member(out, "max_completion_tokens", settings.max_output_tokens);
    plain_member(out, "seed", settings.seed);
    match *output {
        // A `tool_choice` without tools is refused.
        Output::Text | Output::Tools { tools: [], .. } => {}
        Output::Tools { tools, choice } => tool_members(out, tools, choice),
        Output::Json {
            name,
            schema,
            strict,
        } => json_member(out, name, schema, strict),
    }
    out.push_str(",\"messages\":[");
}

fn tool_members(out: &mut String, tools: &[ToolDefinition<'_>], choice: ToolChoice<'_>) {
    key(out, "tools");
    list(out, tools, tool);
    key(out, "tool_choice");
    match choice {
        ToolChoice::Auto => string(out, "auto"),
        ToolChoice::Required => string(out, "required"),
        ToolChoice::None => string(out, "none"),
        ToolChoice::Named(name) => {
            out.push_str("{\"type\":\"function\",\"function\":{\"name\":");
            string(out, name);
            out.push_str("}}");
        }
    }
}

fn tool(out: &mut String, tool: &ToolDefinition<'_>) {
    out.push_str("{\"type\":\"function\",\"function\":{\"name\":");
    string(out, tool.name);
    text_member(out, "description", tool.description);
    key(out, "parameters");
    out.push_str(tool.parameters);
    plain_member(out, "strict", Some(tool.strict));
    out.push_str("}}");
}

fn json_member(out: &mut String, name: &str, schema: &str, strict: bool) {
    key(out, "response_format");
    out.push_str("{\"type\":\"json_schema\",\"json_schema\":{\"name\":");
    string(out, name);
    plain_member(out, "strict", Some(strict));
    key(out, "schema");
    out.push_str(schema);
    out.push_str("}}");
}

pub(super) fn message(out: &mut String, message: &Message<'_>) {
    match *message {
        Message::System(content) => plain(out, "system", content),
        Message::User(content) => plain(out, "user", content),
        Message::Assistant { text, calls: [] } => plain(out, "assistant", text.unwrap_or_default()),
        Message::Assistant { text, calls } => assistant(out, text, calls),
        // This dialect has no place for the tool's name or for `failed`: the content says it.
        Message::ToolResult { id, content, .. } => {
            out.push_str("{\"role\":\"tool\"");
            text_member(out, "tool_call_id", id);
            text_member(out, "content", content);
            out.push('}');
        }
    }
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

fn list<T>(out: &mut String, items: &[T], item: fn(&mut String, &T)) {
    out.push('[');
    for (at, each) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        item(out, each);
    }
    out.push(']');
}
