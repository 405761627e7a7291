//! The user's prompt templates, parsed at compile time.
//!
//! Owns [`Prompt`], its nodes and how they render. Knows nothing of agents or messages, and adds no
//! byte of its own to what the user wrote.

mod render;

use std::fmt;

pub use render::PromptError;

use serde_json::{Value, json};

/// A template with its version and content hash.
#[derive(Debug)]
pub struct Prompt {
    /// The file, relative to the crate.
    pub file: &'static str,
    /// The version in the file's front matter; empty if it states none.
    pub version: &'static str,
    /// A hash of the file's text: detects change.
    pub hash: u64,
    /// The parsed template.
    pub nodes: &'static [Node],
}

/// A piece of a template (a subset of Jinja).
#[derive(Debug)]
pub enum Node {
    /// Text as it is.
    Text(&'static str),
    /// `{{ expression }}`
    Print(Expression),
    /// `{% for item in list %}…{% endfor %}`
    For {
        /// The name of the loop variable.
        item: &'static str,
        /// What is looped over.
        list: Expression,
        /// The body.
        body: &'static [Self],
    },
    /// `{% if condition %}…{% else %}…{% endif %}`
    If {
        /// True for anything but `null`, `false`, `0`, and empty text, lists and objects.
        condition: Expression,
        /// Turns the condition around.
        negated: bool,
        /// If true.
        then: &'static [Self],
        /// If false.
        otherwise: &'static [Self],
    },
}

/// A value in a template.
#[derive(Debug)]
pub struct Expression {
    /// The variable and its fields: `user.tier`.
    pub path: &'static [&'static str],
    /// The filter.
    pub filter: Filter,
    /// `line:column` in the file.
    pub place: &'static str,
}

/// What happens to a value before it is printed or tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Nothing.
    None,
    /// The number of items of a list, keys of an object or characters of a text.
    Length,
    /// The value as JSON text.
    ToJson,
}

impl Prompt {
    /// `file@version#hash`, as it stands in the log.
    #[must_use]
    pub fn label(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}#{:016x}", self.file, self.version, self.hash)
    }
}

/// What a template may name: the fields of the state, and `tools` with each tool's `name` and `description`.
///
/// A state that is no object gives no fields.
#[must_use]
pub fn variables<'a>(tools: impl Iterator<Item = (&'a str, &'a str)>, state: &Value) -> Value {
    let mut variables = state.as_object().cloned().unwrap_or_default();
    let tools =
        tools.map(|(name, description)| json!({ "name": name, "description": description }));
    variables.insert(String::from("tools"), tools.collect());
    Value::Object(variables)
}
