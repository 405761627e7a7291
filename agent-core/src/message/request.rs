//! A whole request as owned data: what a dialect reads out of recorded bytes.

use super::{
    InputPart, Message, MessageResult, Output, ReplyCall, Said, Settings, ToolChoice,
    ToolDefinition,
};

/// A whole request. What the typed forms cannot say without loss is kept as the dialect's own JSON, so
/// that writing it again says the same.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    /// Which model, how it samples, and the members that this version does not know.
    pub settings: Settings,
    /// The form that the answer shall take.
    pub output: RequestOutput,
    /// Instructions above the conversation.
    pub system: Vec<String>,
    /// The conversation.
    pub messages: Vec<RequestMessage>,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

/// [`Output`](super::Output), owned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RequestOutput {
    /// Tool calls.
    Tools {
        /// In the order in which they are sent.
        tools: Vec<RequestTool>,
        /// Which of them.
        choice: RequestChoice,
    },
    /// One JSON value under a schema.
    Json {
        /// The schema's name.
        name: String,
        /// JSON Schema, as JSON text.
        schema: String,
        /// Whether the provider shall hold the model to it.
        strict: Option<bool>,
    },
    /// Plain text.
    #[default]
    Text,
}

/// [`ToolDefinition`](super::ToolDefinition), owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTool {
    /// Its name.
    pub name: String,
    /// What it does; empty where nothing is said.
    pub description: String,
    /// JSON Schema of the arguments, as JSON text.
    pub parameters: String,
    /// Whether the provider shall hold the model to the schema.
    pub strict: Option<bool>,
}

/// [`ToolChoice`](super::ToolChoice), owned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RequestChoice {
    /// Nothing is said.
    #[default]
    Unset,
    /// The model decides.
    Auto,
    /// At least one call.
    Required,
    /// No call.
    None,
    /// A call of this tool.
    Named(String),
}

/// [`Message`](super::Message), owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestMessage {
    /// Instructions in the middle of the conversation.
    System(String),
    /// What the user's side says.
    User(String),
    /// What the user's side says and shows.
    UserParts(Vec<InputPart>),
    /// What the model said.
    Assistant {
        /// The words.
        text: Option<String>,
        /// The calls.
        calls: Vec<ReplyCall>,
        /// The turn in the provider's own words, where words and calls do not say all of it.
        said: Option<Said>,
    },
    /// The answers to the model's calls.
    ToolResults(Vec<RequestResult>),
    /// A message in the dialect's own JSON.
    Raw(String),
}

/// [`MessageResult`](super::MessageResult), owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestResult {
    /// The call's id.
    pub id: String,
    /// The tool's name; empty where the dialect does not repeat it.
    pub name: String,
    /// What the model reads.
    pub content: String,
    /// Whether the call failed, where the dialect says so.
    pub failed: bool,
}

impl RequestTool {
    /// As a dialect writes it.
    #[must_use]
    pub fn definition(&self) -> ToolDefinition<'_> {
        ToolDefinition {
            name: &self.name,
            description: &self.description,
            parameters: &self.parameters,
            strict: self.strict,
        }
    }
}

impl RequestChoice {
    /// As a dialect writes it.
    #[must_use]
    pub fn choice(&self) -> ToolChoice<'_> {
        match self {
            Self::Unset => ToolChoice::Unset,
            Self::Auto => ToolChoice::Auto,
            Self::Required => ToolChoice::Required,
            Self::None => ToolChoice::None,
            Self::Named(name) => ToolChoice::Named(name),
        }
    }
}

impl RequestOutput {
    /// Hands the borrowed form to `write`.
    pub fn with<R>(&self, write: impl FnOnce(&Output<'_>) -> R) -> R {
        match self {
            Self::Text => write(&Output::Text),
            Self::Json {
                name,
                schema,
                strict,
            } => write(&Output::Json {
                name,
                schema,
                strict: *strict,
            }),
            Self::Tools { tools, choice } => {
                let tools: Vec<_> = tools.iter().map(RequestTool::definition).collect();
                write(&Output::Tools {
                    tools: &tools,
                    choice: choice.choice(),
                })
            }
        }
    }
}

impl RequestMessage {
    /// Hands the borrowed form to `write`.
    pub fn with<R>(&self, write: impl FnOnce(&Message<'_>) -> R) -> R {
        match self {
            Self::System(text) => write(&Message::System(text)),
            Self::User(text) => write(&Message::User(text)),
            Self::UserParts(parts) => write(&Message::UserParts(parts)),
            Self::Assistant { text, calls, said } => {
                let calls: Vec<_> = calls.iter().map(ReplyCall::message).collect();
                write(&Message::Assistant {
                    text: text.as_deref(),
                    calls: &calls,
                    said: said.as_ref(),
                })
            }
            Self::ToolResults(results) => {
                let results: Vec<_> = results
                    .iter()
                    .map(|result| MessageResult {
                        id: &result.id,
                        name: &result.name,
                        content: &result.content,
                        failed: result.failed,
                    })
                    .collect();
                write(&Message::ToolResults(&results))
            }
            Self::Raw(json) => write(&Message::Raw(json)),
        }
    }
}
