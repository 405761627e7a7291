//! The record of what was changed to make a model's text JSON.

use serde::{Deserialize, Serialize};

/// One change to the syntax of a model's text; never to its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// What was changed.
    pub kind: RepairKind,
    /// The JSON pointer (RFC 6901) of the value it was changed in; empty for the whole text.
    pub pointer: String,
    /// What stood there, in a few words.
    pub note: String,
}

/// The changes that are made; what is not in this list is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RepairKind {
    /// A Markdown fence around the JSON was taken off.
    Fence,
    /// Text before or after the JSON was passed over.
    Chatter,
    /// Earlier JSON of the same kind was passed over: the last one counts.
    EarlierCandidate,
    /// A comma before `}` or `]` was dropped.
    TrailingComma,
    /// Single quotes became double quotes.
    SingleQuotes,
    /// A key without quotes was quoted.
    UnquotedKey,
    /// A comment was dropped.
    Comment,
    /// `True`, `False` or `None` became JSON.
    PythonLiteral,
    /// A raw line break or tab in a string, or `\'`, was escaped as JSON asks.
    Escape,
    /// A variant's name was written in the declared way: case, `_`, `-` and spaces.
    VariantName,
    /// A number written as text became a number.
    NumberInText,
    /// A `null` under a key that may be missing was dropped, as the type of its value has no `null`.
    NullForMissing,
    /// An object inside a JSON string was read as an object.
    StringEncoded,
    /// A wrapper around the step was taken off.
    Wrapper,
    /// `{"name": …, "arguments": …}` was read as a step.
    CallForm,
}

impl Repair {
    pub(crate) fn new(kind: RepairKind, pointer: &str, note: impl Into<String>) -> Self {
        Self {
            kind,
            pointer: pointer.to_owned(),
            note: note.into(),
        }
    }
}
