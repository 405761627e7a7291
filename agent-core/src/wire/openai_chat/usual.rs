//! The usual answer, read in one pass: every member is of the type that the protocol says.
//!
//! Says nothing about other answers; those are the lenient reader's.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::message::{Reply, ReplyCall, Stop, Usage};

#[derive(Deserialize)]
struct Completion {
    error: Option<IgnoredAny>,
    choices: Vec<Choice>,
    usage: Option<Counts>,
    model: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
    reasoning: Option<String>,
    reasoning_content: Option<String>,
    #[serde(default)]
    tool_calls: Option<Vec<Call>>,
}

#[derive(Deserialize)]
struct Call {
    id: Option<String>,
    function: Function,
}

#[derive(Deserialize)]
struct Function {
    name: String,
    arguments: String,
}

#[derive(Deserialize)]
struct Counts {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
    prompt_tokens_details: Option<InputDetails>,
    completion_tokens_details: Option<OutputDetails>,
    prompt_cache_hit_tokens: Option<u64>,
    cached_tokens: Option<u64>,
    num_cached_tokens: Option<u64>,
}

#[derive(Deserialize)]
struct InputDetails {
    cached_tokens: Option<u64>,
}

#[derive(Deserialize)]
struct OutputDetails {
    reasoning_tokens: Option<u64>,
}

/// The reply, if the answer is a usual one.
pub(super) fn reply(body: &str, stop: fn(Option<String>, bool) -> Stop) -> Option<Reply> {
    let completion: Completion = serde_json::from_str(body).ok()?;
    let choice = completion.choices.into_iter().next()?;
    if completion.error.is_some() {
        return None;
    }
    let message = choice.message;
    let refusal = some(message.refusal);
    Some(Reply {
        text: some(message.content),
        reasoning: some(message.reasoning).or_else(|| some(message.reasoning_content)),
        calls: message.tool_calls.into_iter().flatten().map(call).collect(),
        stop: stop(some(choice.finish_reason), refusal.is_some()),
        refusal,
        usage: completion.usage.map(|counts| usage(&counts)),
        model: completion.model.unwrap_or_default(),
        id: some(completion.id),
    })
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

fn usage(counts: &Counts) -> Usage {
    let details = counts.prompt_tokens_details.as_ref();
    let output = counts.completion_tokens_details.as_ref();
    Usage {
        input: counts.prompt_tokens.unwrap_or_default(),
        output: counts.completion_tokens.unwrap_or_default(),
        cached_input: details
            .and_then(|details| details.cached_tokens)
            .or(counts.prompt_cache_hit_tokens)
            .or(counts.cached_tokens)
            .or(counts.num_cached_tokens)
            .unwrap_or_default(),
        reasoning: output
            .and_then(|details| details.reasoning_tokens)
            .unwrap_or_default(),
    }
}
