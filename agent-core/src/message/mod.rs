//! What is said to a model and what it answers: plain data.
//!
//! Owns the words [`Message`], [`Output`], [`Settings`], [`Reply`]. Must never know how a provider
//! writes them (that is [`crate::wire`]) or how they travel.

mod input;
mod reply;
mod request;
mod settings;

pub use input::{InputPart, Media, Source, UserMessage};
pub use reply::{Delta, Reply, ReplyCall, Said, Stop, Usage};
pub use request::{
    Request, RequestChoice, RequestMessage, RequestOutput, RequestResult, RequestTool,
};
pub use settings::{Effort, Settings};

use crate::prompt::{Role, Turn};

/// One message of a conversation, borrowed from whoever holds its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message<'a> {
    /// Instructions that come later than those in [`Head::system`](crate::wire::Head::system).
    System(&'a str),
    /// What the user's side says.
    User(&'a str),
    /// What the user's side says and shows.
    UserParts(&'a [InputPart]),
    /// What the model said: text, tool calls, or both.
    Assistant {
        /// The words, when there were any.
        text: Option<&'a str>,
        /// The calls, in the model's order.
        calls: &'a [MessageCall<'a>],
        /// The same turn in the provider's own words. A dialect writes its own in place of the text and
        /// the calls, and passes over another's.
        said: Option<&'a Said>,
    },
    /// The answers to the model's calls, all of a turn together and in the order of the calls.
    ToolResults(&'a [MessageResult<'a>]),
    /// A message in the dialect's own JSON, written as it is.
    Raw(&'a str),
}

impl<'a> From<&'a Turn> for Message<'a> {
    fn from(turn: &'a Turn) -> Self {
        match turn.role {
            Role::System => Self::System(&turn.text),
            Role::User => Self::User(&turn.text),
            Role::Assistant => Self::Assistant {
                text: Some(&turn.text),
                calls: &[],
                said: None,
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

/// The answer to one of the model's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageResult<'a> {
    /// The call's id, as the model gave it.
    pub id: &'a str,
    /// The tool's name.
    pub name: &'a str,
    /// What the model reads.
    pub content: &'a str,
    /// Whether the call failed; only some dialects have a place for it.
    pub failed: bool,
}

/// A tool as the model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolDefinition<'a> {
    /// `^[A-Za-z_][A-Za-z0-9_-]{0,63}$` suits every provider.
    pub name: &'a str,
    /// What it does, in the words of its doc comment; not sent when empty.
    pub description: &'a str,
    /// JSON Schema of the arguments, as JSON text; sent as it is.
    pub parameters: &'a str,
    /// Whether the provider shall hold the model to the schema; `None` is not sent, and each provider has
    /// its own default.
    pub strict: Option<bool>,
}

/// Which tool the model shall call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToolChoice<'a> {
    /// Not sent: the provider's default holds, which is [`Auto`](Self::Auto).
    Unset,
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
        /// Whether the provider shall hold the model to the schema; `None` is not sent.
        strict: Option<bool>,
    },
    /// Plain text.
    Text,
}
