//! What a model answers: one whole reply, and the pieces in which it may come.

use serde::{Deserialize, Serialize};

use super::MessageCall;
use crate::parse::ParseError;

/// One whole answer of a model, as received; nothing is repaired here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reply {
    /// The words, when there are any; never an empty string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the model thought aloud, where the provider shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// Why the model declined, in its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// The calls, in the model's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ReplyCall>,
    /// Why it ended.
    #[serde(default)]
    pub stop: Stop,
    /// Tokens, where the provider counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// The model that answered, by its own account; may be more exact than the one asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// The provider's id of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The answer in the provider's own words, where text and calls alone would lose something that the
    /// provider wants back: signed reasoning, the order of text and calls, what its own tools did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// What came beside all this: sources, log probabilities, what a later version of the provider adds. The answer's
    /// own JSON without all that is known; never sent to a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Said>,
}

/// JSON in one dialect's words, such as a turn of the model as it must stand in a later request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The dialect's name, such as `openai_chat`: to others the words mean nothing.
    pub dialect: String,
    /// JSON text, in the form that this dialect chose.
    pub json: String,
}

/// A tool call as the model wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReplyCall {
    /// As received; empty where a server gives none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// As received; nothing says that such a tool exists.
    pub name: String,
    /// As received: perhaps JSON. Empty where none were sent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub arguments: String,
}

impl ReplyCall {
    /// The call as it stands in a later request.
    #[must_use]
    pub fn message(&self) -> MessageCall<'_> {
        MessageCall {
            id: &self.id,
            name: &self.name,
            arguments: &self.arguments,
        }
    }
}

/// Why an answer ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// The model had finished.
    End,
    /// It waits for the results of its calls.
    ToolCalls,
    /// Cut off at the token limit: nothing in it may be trusted to be whole.
    Length,
    /// Withheld or cut by a filter.
    ContentFilter,
    /// It declined.
    Refusal,
    /// The provider paused a long turn, which goes on when it is sent back as it is.
    Pause,
    /// A reason this version does not know, in the provider's word.
    Other(String),
    /// The provider gave none: the answer may have been cut.
    #[default]
    Missing,
}

impl Stop {
    /// Why nothing in such a reply may be trusted to be whole, if so.
    pub(crate) const fn cut(&self) -> Option<ParseError> {
        match self {
            Self::Length => Some(ParseError::CutOff),
            Self::ContentFilter => Some(ParseError::Filtered),
            _ => None,
        }
    }
}

/// Tokens of one exchange, as the provider counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the request, cached ones included.
    #[serde(default)]
    pub input: u64,
    /// Tokens of the answer, reasoning included.
    #[serde(default)]
    pub output: u64,
    /// Of the input, those read from the provider's cache.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cached_input: u64,
    /// Of the input, those written to the provider's cache, where it counts them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cache_write: u64,
    /// Of the output, those spent on reasoning.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reasoning: u64,
}

impl Usage {
    /// Input and output tokens together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.input.saturating_add(self.output)
    }

    /// Counts another exchange in. A provider may claim any number: the sums stay at the largest.
    pub const fn add(&mut self, other: &Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
        self.cached_input = self.cached_input.saturating_add(other.cached_input);
        self.cache_write = self.cache_write.saturating_add(other.cache_write);
        self.reasoning = self.reasoning.saturating_add(other.reasoning);
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A piece of an answer that is still coming.
///
/// The pieces are for those who watch; what counts is the [`Reply`] at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delta {
    /// More of the text.
    Text(String),
    /// More of what the model thinks aloud.
    Reasoning(String),
    /// More of why the model declines.
    Refusal(String),
    /// A call begins.
    CallStarted {
        /// The call's place among the calls of this answer, from 0 on.
        index: usize,
        /// Its id; empty where a server gives none.
        id: String,
        /// The tool's name.
        name: String,
    },
    /// More of a call's arguments.
    CallArguments {
        /// The call's place among the calls of this answer.
        index: usize,
        /// The next piece of JSON text.
        text: String,
    },
    /// Tokens so far; the last one counts.
    Usage(Usage),
}
