//! The usual answer, read in one pass: every member is one that the protocol knows, and of the type that it says.
//!
//! Says nothing about other answers; those are the lenient reader's.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::decode;
use crate::message::{Reply, ReplyCall};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Completion {
    #[serde(rename = "object")]
    _object: Option<IgnoredAny>,
    #[serde(rename = "created")]
    _created: Option<IgnoredAny>,
    #[serde(rename = "system_fingerprint")]
    _system_fingerprint: Option<IgnoredAny>,
    #[serde(rename = "service_tier")]
    _service_tier: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
    choices: Vec<Choice>,
    /// Small, and servers have many names for what is in it.
    usage: Option<Value>,
    x_groq: Option<IgnoredAny>,
    model: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    #[serde(rename = "index")]
    _index: Option<IgnoredAny>,
    logprobs: Option<IgnoredAny>,
    message: Message,
    finish_reason: Option<String>,
    usage: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    #[serde(rename = "role")]
    _role: Option<IgnoredAny>,
    annotations: Option<Vec<IgnoredAny>>,
    audio: Option<IgnoredAny>,
    content: Option<String>,
    refusal: Option<String>,
    reasoning: Option<IgnoredAny>,
    reasoning_content: Option<IgnoredAny>,
    reasoning_details: Option<IgnoredAny>,
    function_call: Option<IgnoredAny>,
    #[serde(default)]
    tool_calls: Option<Vec<Call>>,
}

#[derive(Deserialize)]
struct Call {
    id: Option<String>,
    function: Function,
    extra_content: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Function {
    name: String,
    arguments: String,
}

/// The reply, if the answer is a usual one.
pub(super) fn reply(body: &str) -> Option<Reply> {
    let completion: Completion = serde_json::from_str(body).ok()?;
    let usage = completion.usage.filter(Value::is_object);
    let choice = completion.choices.into_iter().next()?;
    let elsewhere = usage.is_none() && (completion.x_groq.is_some() || choice.usage.is_some());
    let beside = choice.error.is_some() || choice.logprobs.is_some();
    if completion.error.is_some() || beside || elsewhere {
        return None;
    }
    let reason = some(choice.finish_reason);
    let usual = ["stop", "tool_calls", "length", "content_filter"];
    if reason
        .as_deref()
        .is_some_and(|reason| !usual.contains(&reason))
    {
        return None;
    }
    let message = choice.message;
    if message.says_more() {
        return None;
    }
    let refusal = some(message.refusal);
    let calls: Vec<ReplyCall> = message.tool_calls.into_iter().flatten().map(call).collect();
    Some(Reply {
        text: some(message.content),
        stop: decode::stop(reason, refusal.is_some(), !calls.is_empty()),
        calls,
        refusal,
        usage: usage.as_ref().map(decode::usage),
        model: completion.model.unwrap_or_default(),
        id: some(completion.id),
        ..Reply::default()
    })
}

impl Message {
    /// Whether words and calls are not all of it.
    fn says_more(&self) -> bool {
        self.annotations.as_ref().is_some_and(|all| !all.is_empty())
            || self.audio.is_some()
            || self.reasoning.is_some()
            || self.reasoning_content.is_some()
            || self.reasoning_details.is_some()
            || self.function_call.is_some()
            || self
                .tool_calls
                .iter()
                .flatten()
                .any(|call| call.extra_content.is_some())
    }
}

/// An empty text counts as absent.
fn some(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn call(call: Call) -> ReplyCall {
    ReplyCall {
        id: call.id.unwrap_or_default(),
        name: call.function.name,
        arguments: call.function.arguments,
    }
}
