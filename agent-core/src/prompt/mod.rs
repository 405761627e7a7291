//! The user's prompt templates, parsed at compile time.
//!
//! Owns [`Prompt`], its nodes and how they render: as Jinja does, apart from what [`Prompt::render`] lists.
//! Knows nothing of agents or of what travels, and adds no byte of its own to what the user wrote.

mod filters;
mod node;
mod output;
mod render;
mod turn;
mod value;

use std::borrow::Cow;
use std::fmt;

pub use node::{
    Condition, Expression, Filter, Literal, Node, Operand, Operator, OutputForm, OutputFormat,
};
pub use output::Output;
pub use render::PromptError;
pub use turn::{Messages, Role, Turn};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A text that a macro wrote into the program, or that was loaded.
pub type Text = Cow<'static, str>;

/// Several of something that a macro wrote into the program, or that was loaded.
pub type List<T> = Cow<'static, [T]>;

/// A template with its version and content hash.
///
/// A constant in the program; it can also be written with serde and loaded again, and renders the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    /// The file, relative to the crate.
    pub file: Text,
    /// The name in the file's front matter; empty if it states none.
    pub name: Text,
    /// The version in the file's front matter; empty if it states none.
    pub version: Text,
    /// The model in the file's front matter; empty if it states none.
    pub model: Text,
    /// A hash of the file's text: detects change.
    pub hash: u64,
    /// The whole file as it was compiled.
    pub text: Text,
    /// The parsed template.
    pub nodes: List<Node>,
}

impl Prompt {
    /// The file, also in a constant.
    #[must_use]
    pub const fn file(&self) -> &str {
        text(&self.file)
    }

    /// The stated version, also in a constant; empty if the file states none.
    ///
    /// `const VERSION: &str = Support::SPEC.prompt.unwrap().version();`
    #[must_use]
    pub const fn version(&self) -> &str {
        text(&self.version)
    }

    /// `name@version#hash`, as it stands in the log; a prompt without a name goes by its file.
    #[must_use]
    pub fn label(&self) -> String {
        self.to_string()
    }
}

/// The text, also in a constant.
pub(crate) const fn text(text: &Text) -> &str {
    match text {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => text.as_str(),
    }
}

/// The items, also in a constant.
pub(crate) const fn items<T: Clone>(list: &List<T>) -> &[T] {
    match list {
        Cow::Borrowed(list) => list,
        Cow::Owned(list) => list.as_slice(),
    }
}

impl fmt::Display for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match &*self.name {
            "" => &self.file,
            _ => &self.name,
        };
        write!(f, "{name}@{}#{:016x}", self.version, self.hash)
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
