//! One answer put together out of its content blocks, whether they came in one body or in pieces.

use super::{NAME, blocks};
use crate::message::{Reply, ReplyCall, Said, Stop, Usage};
use crate::wire::{found, more, stop};

/// An answer as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Turn {
    reply: Reply,
    /// The blocks as they must stand in a later request.
    said: String,
    /// Words, then calls, and nothing else: no need for the provider's own words.
    plain: bool,
    counts: Option<Counts>,
    explanation: Option<String>,
    more: more::Members,
}

/// Members of an answer that are read.
const KNOWN: &[&str] = &[
    "type",
    "id",
    "role",
    "model",
    "content",
    "stop_reason",
    "stop_details",
    "usage",
];

impl Turn {
    /// An answer of which only the frame is known.
    pub(super) fn begun(message: &str) -> Self {
        Self {
            reply: Reply {
                id: found::text(message, "id"),
                model: found::text(message, "model").unwrap_or_default(),
                ..Reply::default()
            },
            plain: true,
            ..Self::default()
        }
    }

    /// Takes in the next block; `input` is what the model wrote for a call, be it JSON or not.
    pub(super) fn take_in(&mut self, block: &str, input: Option<String>) {
        match found::text(block, "type").as_deref() {
            Some("text") => {
                let Some(words) = found::text(block, "text") else {
                    return;
                };
                self.plain &= self.said.is_empty() && found::has_only(block, blocks::TEXT);
                self.reply.text.get_or_insert_default().push_str(&words);
            }
            Some("tool_use") => {
                self.plain &= found::has_only(block, blocks::CALL);
                self.reply.calls.push(call(block, input));
            }
            Some("thinking") => {
                self.plain = false;
                if let Some(thoughts) = found::text(block, "thinking") {
                    let reasoning = self.reply.reasoning.get_or_insert_default();
                    reasoning.push_str(&thoughts);
                }
            }
            _ => self.plain = false,
        }
        let comma = if self.said.is_empty() { "" } else { "," };
        self.said.push_str(comma);
        self.said.push_str(block);
    }

    /// Takes in what nobody knows of the frame, or of an event about it.
    pub(super) fn beside(&mut self, message: &str) {
        more::take(&mut self.more, message, KNOWN);
    }

    /// Takes in why the answer ended.
    pub(super) fn ended(&mut self, message: &str) {
        self.beside(message);
        if let Some(reason) = found::text(message, "stop_reason") {
            self.reply.stop = stop::stop(reason);
        }
        let details = found::object(message, "stop_details");
        if let Some(text) = details.and_then(|details| found::text(details, "explanation")) {
            self.explanation = Some(text);
        }
    }

    /// Takes in counts; later ones stand above earlier ones.
    pub(super) fn count(&mut self, counts: Option<Counts>) {
        if let Some(counts) = counts {
            self.counts = Some(counts.above(self.counts.unwrap_or_default()));
        }
    }

    /// Tokens so far.
    pub(super) fn usage(&self) -> Option<Usage> {
        self.counts.map(Counts::usage)
    }

    pub(super) fn stop(&self) -> &Stop {
        &self.reply.stop
    }

    pub(super) fn reply(mut self) -> Reply {
        self.reply.usage = self.usage();
        self.reply.more = more::kept(NAME, &self.more);
        if self.reply.stop == Stop::Refusal {
            let words = self.explanation.or_else(|| self.reply.text.clone());
            // Some refusals come without a word; the reason stands for it.
            self.reply.refusal = Some(words.unwrap_or_else(|| "refusal".to_owned()));
        }
        if !self.plain && !self.said.is_empty() {
            self.reply.said = Some(Said {
                dialect: NAME.to_owned(),
                json: format!("[{}]", self.said),
            });
        }
        self.reply
    }
}

fn call(block: &str, input: Option<String>) -> ReplyCall {
    ReplyCall {
        id: found::text(block, "id").unwrap_or_default(),
        name: found::text(block, "name").unwrap_or_default(),
        arguments: input.unwrap_or_default(),
    }
}

/// Counts as this provider has them: what was cached is not part of the input.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    input: Option<u64>,
    cache_read: Option<u64>,
    cache_write: Option<u64>,
    output: Option<u64>,
    thinking: Option<u64>,
}

impl Counts {
    /// The counts in a message or in an event.
    pub(super) fn read(message: &str) -> Option<Self> {
        let usage = found::object(message, "usage")?;
        let details = found::object(usage, "output_tokens_details");
        Some(Self {
            input: found::count(usage, "input_tokens"),
            cache_read: found::count(usage, "cache_read_input_tokens"),
            cache_write: found::count(usage, "cache_creation_input_tokens"),
            output: found::count(usage, "output_tokens"),
            thinking: details.and_then(|details| found::count(details, "thinking_tokens")),
        })
    }

    /// These and those of `earlier`. Counts only grow: some servers write zeros where they count nothing.
    fn above(self, earlier: Self) -> Self {
        Self {
            input: self.input.max(earlier.input),
            cache_read: self.cache_read.max(earlier.cache_read),
            cache_write: self.cache_write.max(earlier.cache_write),
            output: self.output.max(earlier.output),
            thinking: self.thinking.max(earlier.thinking),
        }
    }

    fn usage(self) -> Usage {
        let cached_input = self.cache_read.unwrap_or_default();
        let cache_write = self.cache_write.unwrap_or_default();
        let input = self.input.unwrap_or_default();
        Usage {
            input: input
                .saturating_add(cached_input)
                .saturating_add(cache_write),
            output: self.output.unwrap_or_default(),
            cached_input,
            cache_write,
            reasoning: self.thinking.unwrap_or_default(),
        }
    }
}
