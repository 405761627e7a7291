//! One answer put together out of its parts. An answer in pieces is a row of answers of the same form, so
//! there is one way to read both.

use super::{NAME, error, parts};
use crate::event::raw::member;
use crate::message::{Delta, Reply, ReplyCall, Said, Stop, Usage};
use crate::wire::fault::start_of;
use crate::wire::{WireError, found, more, stop};

/// An answer as far as it came.
#[derive(Debug, Default)]
pub(super) struct Turn {
    reply: Reply,
    parts: Vec<Part>,
    /// Whether an answer was begun at all.
    any: bool,
    /// What the provider says beside the reason why it ended.
    explanation: Option<String>,
    /// What is not known of the answer, and of its candidate.
    more: [more::Members; 2],
}

/// Members of an answer and of its candidate that are read.
const KNOWN: [&[&str]; 2] = [
    &[
        "candidates",
        "usageMetadata",
        "modelVersion",
        "responseId",
        "createTime",
        "error",
    ],
    &["content", "finishReason", "index"],
];

#[derive(Debug)]
enum Part {
    /// Words without anything special, which may grow.
    Words { thought: bool, text: String },
    /// As it was written.
    Json(String),
}

impl Turn {
    /// Takes in one body, or one event's data.
    pub(super) fn take_in(&mut self, body: &str, deltas: &mut Vec<Delta>) -> Result<(), WireError> {
        if let Some(error) = error::inside(body) {
            return Err(WireError::Provider(error));
        }
        self.frame(body, deltas);
        more::take(&mut self.more[0], body, KNOWN[0]);
        let blocked = found::object(body, "promptFeedback");
        if let Some(reason) = blocked.and_then(|it| found::text(it, "blockReason")) {
            self.any = true;
            self.reply.stop = Stop::ContentFilter;
            self.explanation = blocked.and_then(|it| found::text(it, "blockReasonMessage"));
            self.explanation.get_or_insert(reason);
        }
        let candidates = found::list(body, "candidates");
        let first = |it: &&&str| found::count(it, "index").unwrap_or_default() == 0;
        if let Some(candidate) = candidates.iter().find(first) {
            self.candidate(candidate, deltas);
        }
        Ok(())
    }

    fn frame(&mut self, body: &str, deltas: &mut Vec<Delta>) {
        if let Some(model) = found::text(body, "modelVersion") {
            self.reply.model = model;
        }
        if let Some(id) = found::text(body, "responseId") {
            self.reply.id = Some(id);
        }
        // The last counts are those of the whole answer; some are of other things only.
        let counts = found::object(body, "usageMetadata");
        if let Some(counts) = counts.filter(|it| member(it, "promptTokenCount").is_some()) {
            let usage = usage(counts);
            self.reply.usage = Some(usage);
            deltas.push(Delta::Usage(usage));
        }
    }

    fn candidate(&mut self, candidate: &str, deltas: &mut Vec<Delta>) {
        more::take(&mut self.more[1], candidate, KNOWN[1]);
        self.any = true;
        if let Some(content) = found::object(candidate, "content") {
            for part in found::list(content, "parts") {
                self.part(part, deltas);
            }
        }
        if let Some(reason) = found::text(candidate, "finishReason") {
            self.explanation =
                found::text(candidate, "finishMessage").or_else(|| Some(reason.clone()));
            self.reply.stop = stop(reason);
        }
    }

    fn part(&mut self, part: &str, deltas: &mut Vec<Delta>) {
        let thought = found::is_true(part, "thought");
        if let Some(text) = found::text(part, "text") {
            self.words(thought, text, deltas);
        }
        if let Some(call) = found::object(part, "functionCall") {
            self.call(call, deltas);
        }
        if !found::has_only(part, parts::WORDS) {
            self.parts.push(Part::Json(part.to_owned()));
            return;
        }
        let Some(more) = found::text(part, "text") else {
            return;
        };
        match self.parts.last_mut() {
            Some(Part::Words {
                thought: same,
                text,
            }) if *same == thought => text.push_str(&more),
            _ => self.parts.push(Part::Words {
                thought,
                text: more,
            }),
        }
    }

    fn words(&mut self, thought: bool, text: String, deltas: &mut Vec<Delta>) {
        let (told, delta): (_, fn(String) -> Delta) = if thought {
            (&mut self.reply.reasoning, Delta::Reasoning)
        } else {
            (&mut self.reply.text, Delta::Text)
        };
        told.get_or_insert_default().push_str(&text);
        deltas.push(delta(text));
    }

    fn call(&mut self, call: &str, deltas: &mut Vec<Delta>) {
        let index = self.reply.calls.len();
        let call = ReplyCall {
            id: found::text(call, "id").unwrap_or_default(),
            name: found::text(call, "name").unwrap_or_default(),
            arguments: parts::arguments(call),
        };
        deltas.push(Delta::CallStarted {
            index,
            id: call.id.clone(),
            name: call.name.clone(),
        });
        let text = call.arguments.clone();
        deltas.extend((!text.is_empty()).then_some(Delta::CallArguments { index, text }));
        self.reply.calls.push(call);
    }

    /// Whether the reason why it ended has come: without it there may be more.
    pub(super) fn has_ended(&self) -> bool {
        self.reply.stop != Stop::Missing
    }

    pub(super) fn reply(mut self, body: &str) -> Result<Reply, WireError> {
        if !self.any {
            return Err(WireError::Empty {
                missing: "/candidates/0",
                start: start_of(body),
            });
        }
        match self.reply.stop {
            Stop::End if !self.reply.calls.is_empty() => self.reply.stop = Stop::ToolCalls,
            Stop::ContentFilter => self.reply.refusal = self.explanation.take(),
            _ => {}
        }
        self.reply.said = self.said();
        let [mut all, mut candidate] = std::mem::take(&mut self.more);
        if self.reply.refusal.is_some() {
            // Its words are the refusal's.
            candidate.remove("finishMessage");
            all.remove("promptFeedback");
        }
        if let Some(candidate) = more::kept(NAME, &candidate) {
            all.insert("candidates".to_owned(), format!("[{}]", candidate.json));
        }
        self.reply.more = more::kept(NAME, &all);
        Ok(self.reply)
    }

    /// The provider wants its signatures back. A call without any gets none from the text and calls of a
    /// later request either, unless they are another model's: so each call is kept in its own words.
    fn said(&self) -> Option<Said> {
        if self
            .parts
            .iter()
            .all(|part| matches!(part, Part::Words { .. }))
        {
            return None;
        }
        let parts: Vec<String> = self.parts.iter().map(Part::json).collect();
        Some(Said {
            dialect: NAME.to_owned(),
            json: format!("[{}]", parts.join(",")),
        })
    }
}

impl Part {
    fn json(&self) -> String {
        match self {
            Self::Json(json) => json.clone(),
            Self::Words { thought, text } => parts::words(text, *thought),
        }
    }
}

fn stop(reason: String) -> Stop {
    match reason.as_str() {
        "FINISH_REASON_UNSPECIFIED" => Stop::Missing,
        _ => stop::stop(reason),
    }
}

/// What tools of the provider's own read counts as input, what was thought counts as output.
fn usage(counts: &str) -> Usage {
    let count = |key| found::count(counts, key).unwrap_or_default();
    let reasoning = count("thoughtsTokenCount");
    Usage {
        input: count("promptTokenCount").saturating_add(count("toolUsePromptTokenCount")),
        output: count("candidatesTokenCount").saturating_add(reasoning),
        cached_input: count("cachedContentTokenCount"),
        cache_write: 0,
        reasoning,
    }
}

/// What parts say: their text and their calls.
pub(super) fn words_and_calls(parts: &[&str]) -> (Option<String>, Vec<ReplyCall>) {
    let mut turn = Turn::default();
    for part in parts {
        turn.part(part, &mut Vec::new());
    }
    (turn.reply.text, turn.reply.calls)
}
