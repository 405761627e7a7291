//! What is said to a model and what it answers: plain data.
//!
//! Owns the words [`Message`], [`Output`], [`Settings`], [`Reply`]. Must never know how a provider
//! writes them (that is [`crate::wire`]) or how they travel.

use serde::{Deserialize, Serialize};

use crate::prompt::{Role, Turn};

/// One message of a conversation, borrowed from whoever holds its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message<'a> {
    /// Instructions, above the conversation.
    System(&'a str),
    /// What the user's side says.
    User(&'a str),
    /// What the model said: text, tool calls, or both.
    Assistant {
        /// The words, when there were any.
        text: Option<&'a str>,
        /// The calls, in the model's order.
        calls: &'a [MessageCall<'a>],
    },
    /// The answer to one of the model's calls.
    ToolResult {
        /// The call's id, as the model gave it.
        id: &'a str,
        /// The tool's name.
        name: &'a str,
        /// What the model reads.
        content: &'a str,
        /// Whether the call failed; only some dialects have a place for it.
        failed: bool,
    },
}

impl<'a> From<&'a Turn> for Message<'a> {
    fn from(turn: &'a Turn) -> Self {
        match turn.role {
            Role::System => Self::System(&turn.text),
            Role::User => Self::User(&turn.text),
            Role::Assistant => Self::Assistant {
                text: Some(&turn.text),
                calls: &[],
            },
        }
    }
}

/// A tool call inside an assistant's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageCall<'a> {
    /// The call's id; the result names it again.
    pub id: &'a str,
    /// The tool's name.
    pub name: &'a str,
    /// The arguments as JSON text.
    pub arguments: &'a str,
}

/// A tool as the model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolDefinition<'a> {
    /// `^[A-Za-z_][A-Za-z0-9_-]{0,63}$` suits every provider.
    pub name: &'a str,
    /// What it does, in the words of its doc comment.
    pub description: &'a str,
    /// JSON Schema of the arguments, as JSON text; sent as it is.
    pub parameters: &'a str,
    /// Whether the provider shall hold the model to the schema.
    pub strict: bool,
}

/// Which tool the model shall call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolChoice<'a> {
    /// The model decides between text and calls.
    Auto,
    /// At least one call.
    Required,
    /// No call, though the tools are shown.
    None,
    /// A call of this tool.
    Named(&'a str),
}

/// The form that the answer shall take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output<'a> {
    /// Tool calls.
    Tools {
        /// In the order in which they are sent; keep it, or the provider's prompt cache misses.
        tools: &'a [ToolDefinition<'a>],
        /// Which of them.
        choice: ToolChoice<'a>,
    },
    /// One JSON value under a schema.
    Json {
        /// A name for the schema.
        name: &'a str,
        /// JSON Schema, as JSON text; sent as it is.
        schema: &'a str,
        /// Whether the provider shall hold the model to the schema.
        strict: bool,
    },
    /// Plain text.
    Text,
}

/// Which model, and how it samples. What is `None` is not sent: the provider's default holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The provider's name of the model.
    pub model: String,
    /// Sampling temperature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f32>,
    /// Nucleus sampling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f32>,
    /// The most tokens the answer may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u32>,
    /// Sampling seed, where the provider has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl Settings {
    /// The provider's defaults for a model.
    ///
    /// ```
    /// # use agent_core::message::Settings;
    /// let settings = Settings { temperature: Some(0.0), ..Settings::new("small-1") };
    /// assert_eq!(settings.seed, None);
    /// ```
    #[must_use]
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            ..Self::default()
        }
    }
}

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
    /// A reason this version does not know, in the provider's word.
    Other(String),
    /// The provider gave none: the answer may have been cut.
    #[default]
    Missing,
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
