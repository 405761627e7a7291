//! The facts about what the model is shown, and how much of it. Knows nothing of how it is written.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::message::Usage;

/// See [`Fact::ContextTrimmed`](super::Fact::ContextTrimmed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextTrimmed {
    /// What for.
    pub why: TrimReason,
    /// What the model is shown from now on.
    pub view: View,
    /// Tokens of the conversation before, or of the documents if less of these is shown; as they were counted.
    pub before: u64,
    /// Tokens of the same after.
    pub after: u64,
    /// Who was to sum up what is not shown any more, if somebody was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summed_up: Option<Box<SummedUp>>,
}

/// Who summed up, what it cost, and why there is no summary if there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SummedUp {
    /// The summarizer's name.
    pub by: String,
    /// Why nothing stands for what is left out: the oldest entries went all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// The model that it asked; empty if none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// The tokens that it took.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub usage: Usage,
    /// What it cost, in millionths of the price table's currency.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cost_micros: u64,
}

/// See [`Fact::EventsPinned`](super::Fact::EventsPinned) and [`Fact::EventsUnpinned`](super::Fact::EventsUnpinned).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// The events: a call goes with its result.
    #[serde(flatten)]
    pub events: EventRange,
}

/// Why less is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrimReason {
    /// The oldest entries went.
    Slid,
    /// The oldest entries went, and a summary stands for them.
    Compacted,
    /// Errors went that are resolved.
    ErrorsResolved,
    /// Some documents of the last retrieval went: the conversation needs their room.
    DocumentsLeftOut,
}

/// The events of a thread that the model is shown, oldest first: some that are always kept, a summary of what is not, and a
/// window that ends with the newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Older events that stay, as ranges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<EventRange>,
    /// What stands for the events that are not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The first event from which on all are shown.
    pub from: u64,
    /// Events from there on that are not shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<EventRange>,
    /// What is shown of a retrieval of which not everything is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<ShownDocuments>,
}

/// Some documents of a retrieval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownDocuments {
    /// The event of the retrieval.
    pub event: u64,
    /// The names of those that are shown.
    pub ids: Vec<String>,
}

/// Events by their numbers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventRange {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

impl EventRange {
    /// One event alone.
    #[must_use]
    pub const fn one(seq: u64) -> Self {
        let (first, last) = (seq, seq);
        Self { first, last }
    }

    /// Whether some event is one of both.
    #[must_use]
    pub const fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether the event is one of them.
    #[must_use]
    pub const fn has(&self, seq: u64) -> bool {
        self.first <= seq && seq <= self.last
    }
}

impl View {
    /// Shows these events whatever was left out before, from now on: they are one unit.
    pub(crate) fn keep(&mut self, events: EventRange) {
        self.without.retain(|range| !range.meets(&events));
        if events.last < self.from && !self.kept.iter().any(|range| range.meets(&events)) {
            self.kept.push(events);
            self.kept.sort_by_key(|range| range.first);
        }
    }
}

/// Everything is shown.
impl Default for View {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            summary: None,
            from: super::Event::FIRST,
            without: Vec::new(),
            documents: None,
        }
    }
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The instructions, and what the prompt says before the conversation.
    System,
    /// The tools, or the schema of the answer; the settings are counted here.
    Tools,
    /// The state that the model is shown at the end.
    State,
    /// Documents.
    Retrieval,
    /// The conversation.
    History,
    /// What went wrong, as far as the model is still told.
    Errors,
    /// What is left for the answer.
    Output,
}

/// A part of the request does not fit: nothing was sent. See [`Fact::ContextRefused`](super::Fact::ContextRefused).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the {part} needs {need} tokens and has {have}\nnote: {}", part.advice())]
pub struct BudgetExceeded {
    /// Which part.
    pub part: Part,
    /// Tokens that it needs.
    pub need: u64,
    /// Tokens that it has.
    pub have: u64,
}

/// Tokens of a request by its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartTokens {
    /// See [`Part::System`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub system: u64,
    /// See [`Part::Tools`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tools: u64,
    /// See [`Part::State`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub state: u64,
    /// See [`Part::Retrieval`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub retrieval: u64,
    /// See [`Part::History`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub history: u64,
    /// See [`Part::Errors`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub errors: u64,
}

impl PartTokens {
    /// Counts another request in.
    pub const fn add(&mut self, other: &Self) {
        self.system = self.system.saturating_add(other.system);
        self.tools = self.tools.saturating_add(other.tools);
        self.state = self.state.saturating_add(other.state);
        self.retrieval = self.retrieval.saturating_add(other.retrieval);
        self.history = self.history.saturating_add(other.history);
        self.errors = self.errors.saturating_add(other.errors);
    }

    /// All parts together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.system
            .saturating_add(self.tools)
            .saturating_add(self.state)
            .saturating_add(self.retrieval)
            .saturating_add(self.history)
            .saturating_add(self.errors)
    }
}

impl Part {
    const fn advice(self) -> &'static str {
        match self {
            Self::System => "shorten the prompt, or set more aside with `Budget::system`",
            Self::Tools => {
                "offer fewer tools or shorter descriptions, or set more aside with `Budget::tools`"
            }
            Self::State => "show less of the state, or raise `Budget::total`",
            Self::Retrieval => "retrieve less, or raise `Budget::total`",
            Self::History | Self::Errors => {
                "the newest entry must fit whole: keep large results outside, or raise `Budget::total`"
            }
            Self::Output => "raise `Budget::total`",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "system prompt",
            Self::Tools => "tools",
            Self::State => "state",
            Self::Retrieval => "retrieval",
            Self::History => "history",
            Self::Errors => "errors",
            Self::Output => "output",
        })
    }
}

fn is_nothing(usage: &Usage) -> bool {
    *usage == Usage::default()
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
