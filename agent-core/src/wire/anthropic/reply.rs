//! Answers written, for test servers and stand-ins.

use super::NAME;
use super::encode::{call, text_block};
use crate::event::raw::members;
use crate::message::{Reply, Stop, Usage};
use crate::wire::json::{key, pieces, plain_member, string, text_member};
use crate::wire::{found, more, sse};

pub(super) fn body(reply: &Reply) -> String {
    let mut out = String::from("{\"type\":\"message\"");
    frame(&mut out, reply);
    key(&mut out, "content");
    out.push('[');
    out.push_str(&blocks(reply).join(","));
    out.push(']');
    ending(&mut out, reply);
    if let Some(usage) = &reply.usage {
        counts(&mut out, usage);
    }
    out.push('}');
    out
}

fn frame(out: &mut String, reply: &Reply) {
    if let Some(id) = &reply.id {
        text_member(out, "id", id);
    }
    text_member(out, "role", "assistant");
    text_member(out, "model", &reply.model);
}

/// The content blocks: the provider's own, or what says the same.
fn blocks(reply: &Reply) -> Vec<String> {
    if let Some(said) = reply.said.as_ref().filter(|said| said.dialect == NAME) {
        return found::all(&said.json)
            .into_iter()
            .map(str::to_owned)
            .collect();
    }
    let block = |write: &dyn Fn(&mut String)| {
        let mut out = String::new();
        write(&mut out);
        out
    };
    let thoughts = reply
        .reasoning
        .iter()
        .map(|text| block(&|out| thinking(out, text)));
    let words = reply
        .text
        .iter()
        .map(|text| block(&|out| text_block(out, text)));
    let calls = reply
        .calls
        .iter()
        .map(|each| block(&|out| call(out, &each.message())));
    thoughts.chain(words).chain(calls).collect()
}

fn thinking(out: &mut String, text: &str) {
    out.push_str("{\"type\":\"thinking\"");
    text_member(out, "thinking", text);
    text_member(out, "signature", "");
    out.push('}');
}

/// Why it ended.
fn ending(out: &mut String, reply: &Reply) {
    let reason = match &reply.stop {
        Stop::End => Some("end_turn"),
        Stop::ToolCalls => Some("tool_use"),
        Stop::Length => Some("max_tokens"),
        Stop::Refusal | Stop::ContentFilter => Some("refusal"),
        Stop::Pause => Some("pause_turn"),
        Stop::Other(reason) => Some(reason.as_str()),
        Stop::Missing => None,
    };
    key(out, "stop_reason");
    match reason {
        Some(reason) => string(out, reason),
        None => out.push_str("null"),
    }
    if let Some(refusal) = &reply.refusal {
        key(out, "stop_details");
        out.push_str("{\"type\":\"refusal\"");
        text_member(out, "explanation", refusal);
        out.push('}');
    }
    out.push_str(&more::written(&more::own(reply, NAME)));
}

fn counts(out: &mut String, usage: &Usage) {
    let cached = usage.cached_input.saturating_add(usage.cache_write);
    let input = usage.input.saturating_sub(cached);
    key(out, "usage");
    out.push_str("{\"input_tokens\":");
    out.push_str(&input.to_string());
    plain_member(out, "cache_read_input_tokens", Some(usage.cached_input));
    plain_member(out, "cache_creation_input_tokens", Some(usage.cache_write));
    plain_member(out, "output_tokens", Some(usage.output));
    out.push_str(",\"output_tokens_details\":{\"thinking_tokens\":");
    out.push_str(&usage.reasoning.to_string());
    out.push_str("}}");
}

pub(super) fn stream(reply: &Reply) -> String {
    let mut out = String::new();
    let mut start = String::from("{\"type\":\"message\"");
    frame(&mut start, reply);
    start.push_str(",\"content\":[],\"stop_reason\":null}");
    event(&mut out, "message_start", |data| {
        key(data, "message");
        data.push_str(&start);
    });
    for (index, block) in blocks(reply).iter().enumerate() {
        grown(&mut out, index, block);
    }
    event(&mut out, "message_delta", |data| {
        let mut delta = String::new();
        ending(&mut delta, reply);
        key(data, "delta");
        data.push('{');
        data.push_str(delta.trim_start_matches(','));
        data.push('}');
        if let Some(usage) = &reply.usage {
            counts(data, usage);
        }
    });
    event(&mut out, "message_stop", |_| {});
    out
}

fn event(out: &mut String, kind: &str, fill: impl FnOnce(&mut String)) {
    let mut data = String::from("{\"type\":");
    string(&mut data, kind);
    fill(&mut data);
    data.push('}');
    sse::write(out, kind, &data);
}

/// A block that begins empty, grows and ends.
fn grown(out: &mut String, index: usize, block: &str) {
    let mut start = String::new();
    let mut growing = Vec::new();
    for (name, value) in members(block).map_while(Result::ok) {
        key(&mut start, &name);
        match growth(&name, value) {
            Some((delta, member, empty, text)) => {
                start.push_str(empty);
                growing.push((delta, member, text));
            }
            None => start.push_str(value),
        }
    }
    event(out, "content_block_start", |data| {
        plain_member(data, "index", Some(index));
        key(data, "content_block");
        data.push('{');
        data.push_str(start.trim_start_matches(','));
        data.push('}');
    });
    for (delta, member, text) in growing {
        for piece in pieces(&text) {
            event(out, "content_block_delta", |data| {
                plain_member(data, "index", Some(index));
                key(data, "delta");
                data.push_str("{\"type\":");
                string(data, delta);
                text_member(data, member, &piece);
                data.push('}');
            });
        }
    }
    event(out, "content_block_stop", |data| {
        plain_member(data, "index", Some(index));
    });
}

/// How a member grows: the kind of its pieces, where they stand in them, what it begins as, and all of it.
fn growth(name: &str, value: &str) -> Option<(&'static str, &'static str, &'static str, String)> {
    match name {
        "text" => Some(("text_delta", "text", "\"\"", found::string(value)?)),
        "thinking" => Some(("thinking_delta", "thinking", "\"\"", found::string(value)?)),
        "signature" => Some((
            "signature_delta",
            "signature",
            "\"\"",
            found::string(value)?,
        )),
        "input" => Some(("input_json_delta", "partial_json", "{}", value.to_owned())),
        _ => None,
    }
}
