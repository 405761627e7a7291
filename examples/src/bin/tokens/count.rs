//! Tokens of requests, and how much of each the one before it began with.

use agent_core::context::{Budget, Tiktoken, TokenCounter};
use serde_json::Value;

/// A request and its answer have at most this many tokens.
pub(crate) const WINDOW: u64 = 10_000;

/// What the requests of a run add up to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    pub(crate) requests: u64,
    /// Tokens of the whole bodies.
    pub(crate) tokens: u64,
    /// Of which so many are the conversation's: all but the tools or the schema of the answer, and the settings.
    pub(crate) said: u64,
    /// Tokens of what the array says and these do not.
    pub(crate) unsaid: u64,
    /// Requests that leave the answer no room in the window.
    pub(crate) over: u64,
    /// Bytes of prompts.
    bytes: u64,
    /// Of which so many stood at the beginning of the request before.
    cached: u64,
}

impl Sum {
    pub(crate) fn of(bodies: &[String]) -> Self {
        let mut sum = Self::default();
        let mut before = String::new();
        for body in bodies {
            let (offered, said) = prompt(body);
            let tokens = count(body);
            let prompt = offered + &said;
            sum.requests += 1;
            sum.tokens += tokens;
            sum.said += count(&said);
            sum.over += u64::from(tokens > Budget::of(WINDOW).request());
            sum.bytes += prompt.len() as u64;
            let same = prompt.bytes().zip(before.bytes());
            sum.cached += same.take_while(|(a, b)| a == b).count() as u64;
            before = prompt;
        }
        sum
    }

    pub(crate) const fn add(self, other: &Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            tokens: self.tokens + other.tokens,
            said: self.said + other.said,
            unsaid: self.unsaid + other.unsaid,
            over: self.over + other.over,
            bytes: self.bytes + other.bytes,
            cached: self.cached + other.cached,
        }
    }

    /// The share of the prompts that a provider's cache may have seen, in hundredths.
    pub(crate) const fn cached(&self) -> u64 {
        match (self.cached * 100).checked_div(self.bytes) {
            Some(share) => share,
            None => 0,
        }
    }
}

/// Tokens by the vocabulary of `OpenAI`'s models since 2024.
pub(crate) fn count(text: &str) -> u64 {
    Tiktoken::o200k().count(text)
}

/// The prompt in the order in which providers read it, whatever the order in the body: what is offered, and what is
/// said, instructions first. Without the brackets that close it.
fn prompt(body: &str) -> (String, String) {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |keys: &[&str]| -> String {
        let found = keys.iter().filter_map(|key| body.get(*key));
        found.map(Value::to_string).collect()
    };
    let offered = text(&[
        "tools",
        "response_format",
        "output_config",
        "text",
        "generationConfig",
    ]);
    let mut said = text(&["system", "instructions", "systemInstruction"]);
    for key in ["messages", "input", "contents"] {
        for message in body
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            said.push_str(&message.to_string());
            said.push(',');
        }
    }
    (offered, said)
}
