//! The page as data: what every writer writes, and nothing about how.

use std::time::Duration;

use super::text::{Block, Text};
use crate::agent::{Limits, Prefetch, Urgency};
use crate::contract::{Class, Gate};
use crate::port::AnswerFormat;

/// What an agent may do.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The agent's name.
    pub agent: String,
    /// What it is for.
    pub about: Text,
    /// The file that declares it.
    pub place: String,
    /// The system prompt, as `file@version#hash`; `None` if the agent has none.
    pub prompt: Option<String>,
    /// The profile of providers that its tools keep to.
    pub profile: String,
    /// The models that it was made for; empty if any will do.
    pub models: Vec<String>,
    /// The retrieval indexes that its tools rely on.
    pub indexes: Vec<String>,
    /// The key that names the step where a step is one JSON object.
    pub tag: String,
    /// The bounds of a run.
    pub limits: Limits,
    /// The steps in declaration order, those that are retired too.
    pub steps: Vec<Step>,
    /// The named types that the steps mention, in the order of their first mention.
    pub types: Vec<Type>,
}

/// What the agent may decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Unique on the page, fit for an address.
    pub anchor: String,
    /// The name that people read: with the version, `refund@2`, where that tells more.
    pub label: String,
    /// The name that the model sees.
    pub name: String,
    /// The tool's version; 1 for other steps.
    pub version: u32,
    /// What it is for.
    pub about: Text,
    /// No longer offered to the model, still read and run for old threads.
    pub retired: bool,
    /// Whether it runs before the model is asked for the first time.
    pub prefetch: Prefetch,
    /// What the step does.
    pub ability: Ability,
    /// The agent that carries it out, if one does: the ability is then that of its contract.
    pub agent: Option<AgentLink>,
    /// What it takes, in declaration order.
    pub parameters: Vec<Field>,
    /// Arguments that fit, as JSON; `None` if none could be made.
    pub example: Option<String>,
    /// The arguments' JSON Schema.
    pub schema: String,
}

/// Another agent, which has a page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentLink {
    /// The agent.
    pub agent: String,
    /// Its page's file, without the extension: it lies beside this one.
    pub file: String,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Ability {
    /// Calls a tool.
    Tool {
        /// What running it twice would do.
        class: Class,
        /// When a person is asked first.
        gate: Gate,
        /// How long a call may take; `None` means the runner's default.
        timeout: Option<Duration>,
        /// How often a call is tried.
        attempts: u32,
        /// Whether it may run beside other calls.
        concurrent: bool,
        /// What it gives.
        output: TypeText,
        /// The JSON Schema of what it gives.
        output_schema: String,
        /// When it fails, in the author's words; empty if the author says nothing.
        errors: Vec<Block>,
        /// The contract's fingerprint, in hex.
        fingerprint: String,
        /// The file that holds it.
        place: String,
    },
    /// Asks a person.
    Ask {
        /// How the person answers.
        format: AnswerFormat,
        /// The answer's type.
        answer: TypeText,
        /// How soon it is needed.
        urgency: Urgency,
    },
    /// Waits.
    Wait {
        /// The event that ends it.
        event: Option<String>,
        /// Whether the step's `seconds` end it.
        timed: bool,
    },
    /// Ends the run.
    Done,
}

/// One key of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The key; empty for keys that a type brings along, see [`TypeText`].
    pub name: String,
    /// What it is for.
    pub about: Text,
    /// The value's type.
    pub value: TypeText,
    /// What the value must keep to, each in a few words; backticks mark code.
    pub limits: Vec<String>,
    /// False if it may be left out.
    pub required: bool,
    /// What stands for it if it is left out, as the program says it; empty if that is not stated.
    pub default: String,
    /// Values that fit, as JSON: the author's own where there are some.
    pub examples: Vec<String>,
}

/// A type in words, with links to the types of the page.
pub type TypeText = Vec<Piece>;

/// A part of a type in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A value as JSON, or a name from the program.
    Code(String),
    /// The type at this place of [`Page::types`].
    Type(usize),
}

/// A named type.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Unique on the page, fit for an address.
    pub anchor: String,
    /// The name on the wire; two types may share one.
    pub name: String,
    /// What it is.
    pub about: Text,
    /// What it looks like.
    pub form: TypeForm,
}

/// What a type looks like as JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeForm {
    /// An object with these keys.
    Object(Vec<Field>),
    /// One of several.
    OneOf {
        /// How the variant's name stands in the JSON, in words; empty if the variants are plain texts.
        tagging: String,
        /// The variants in declaration order.
        variants: Vec<Variant>,
    },
}

/// One variant of a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The name on the wire.
    pub name: String,
    /// What it means.
    pub about: Text,
    /// The one value that it holds; empty if it holds none or several.
    pub value: TypeText,
    /// The named values that it holds.
    pub fields: Vec<Field>,
}
