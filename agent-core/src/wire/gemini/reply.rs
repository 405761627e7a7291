//! Answers written, for test servers and stand-ins.

use super::encode::words_and_calls;
use super::{NAME, parts};
use crate::message::{Reply, Stop, Usage};
use crate::wire::json::{key, pieces, plain_member, string, text_member};
use crate::wire::{found, more, sse};

pub(super) fn body(reply: &Reply) -> String {
    answer(reply, &own_parts(reply), true)
}

/// One event for each part, and the last with the reason why it ended.
pub(super) fn stream(reply: &Reply) -> String {
    let mut out = String::new();
    for part in own_parts(reply) {
        for part in growing(part) {
            sse::write(&mut out, "", &answer(reply, &[part], false));
        }
    }
    sse::write(&mut out, "", &answer(reply, &[], true));
    out
}

/// The parts: the provider's own, or what says the same.
fn own_parts(reply: &Reply) -> Vec<String> {
    if let Some(said) = reply.said.as_ref().filter(|said| said.dialect == NAME) {
        return found::all(&said.json)
            .into_iter()
            .map(str::to_owned)
            .collect();
    }
    let thoughts = reply.reasoning.iter().map(|text| parts::words(text, true));
    let calls: Vec<_> = reply.calls.iter().map(|call| call.message()).collect();
    let mut rest = String::new();
    words_and_calls(&mut rest, reply.text.as_deref(), &calls, None);
    thoughts
        .chain(found::all(&rest).into_iter().map(str::to_owned))
        .collect()
}

/// A part in the pieces in which it comes: words in several, anything else in one.
fn growing(part: String) -> Vec<String> {
    let words = found::text(&part, "text").filter(|_| found::has_only(&part, parts::WORDS));
    match words {
        Some(words) => {
            let thought = found::is_true(&part, "thought");
            pieces(&words)
                .map(|more| parts::words(&more, thought))
                .collect()
        }
        None => vec![part],
    }
}

/// An answer, or a piece of one.
fn answer(reply: &Reply, parts: &[String], last: bool) -> String {
    let mut out = String::from("{\"candidates\":[{\"content\":{\"parts\":[");
    out.push_str(&parts.join(","));
    out.push_str("],\"role\":\"model\"}");
    if last {
        ending(&mut out, reply);
    }
    plain_member(&mut out, "index", Some(0));
    let mut more = more::own(reply, NAME);
    let candidate = more.remove("candidates");
    if let Some(candidate) = candidate.as_deref().filter(|_| last) {
        let mut own = more::Members::new();
        let first = found::all(candidate).into_iter().next().unwrap_or_default();
        more::take(&mut own, first, &[]);
        out.push_str(&more::written(&own));
    }
    out.push_str("}]");
    if last {
        out.push_str(&more::written(&more));
    }
    if let Some(usage) = reply.usage.as_ref().filter(|_| last) {
        counts(&mut out, usage);
    }
    if !reply.model.is_empty() {
        text_member(&mut out, "modelVersion", &reply.model);
    }
    if let Some(id) = &reply.id {
        text_member(&mut out, "responseId", id);
    }
    out.push('}');
    out
}

fn ending(out: &mut String, reply: &Reply) {
    let reason = match &reply.stop {
        Stop::End | Stop::ToolCalls | Stop::Pause => "STOP",
        Stop::Length => "MAX_TOKENS",
        Stop::ContentFilter | Stop::Refusal => "SAFETY",
        Stop::Other(reason) => reason,
        Stop::Missing => return,
    };
    text_member(out, "finishReason", reason);
    if let Some(refusal) = &reply.refusal {
        text_member(out, "finishMessage", refusal);
    }
}

fn counts(out: &mut String, usage: &Usage) {
    key(out, "usageMetadata");
    out.push('{');
    string(out, "promptTokenCount");
    out.push(':');
    out.push_str(&usage.input.to_string());
    plain_member(out, "cachedContentTokenCount", Some(usage.cached_input));
    let said = usage.output.saturating_sub(usage.reasoning);
    plain_member(out, "candidatesTokenCount", Some(said));
    plain_member(out, "thoughtsTokenCount", Some(usage.reasoning));
    plain_member(out, "totalTokenCount", Some(usage.total()));
    out.push('}');
}
