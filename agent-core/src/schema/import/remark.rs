//! What is odd about a schema that can be used all the same.

/// A place in a schema that its author should look at.
///
/// ```
/// use agent_core::schema::{ImportNoteKind, import_notes};
/// let notes = import_notes(r#"{"type":"boolean","enum":["yes","no"]}"#).unwrap();
/// assert_eq!(notes[0].kind, ImportNoteKind::NoValue);
/// assert_eq!(
///     notes[0].to_string(),
///     "no value can satisfy this: none in `enum` is of the `type` and within the bounds",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportNote {
    /// The JSON pointer (RFC 6901) into the schema; empty for the schema itself.
    pub pointer: String,
    /// What is odd.
    pub kind: ImportNoteKind,
}

/// What is odd about a place in a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportNoteKind {
    /// No value is both of the type and among the constants.
    #[error("no value can satisfy this: none in `enum` is of the `type` and within the bounds")]
    NoValue,
    /// Some constants are of another type, and never fit.
    #[error("`{0}` in `enum` is not of the `type` or out of bounds, and never fits")]
    DeadConstant(String),
    /// No type is said; what stands there tells which is meant.
    #[error("`type` is not said and read as `{0}`")]
    ImpliedType(&'static str),
    /// Alternatives of which more than one may fit, where exactly one must.
    #[error("`oneOf` is read as `anyOf`: a value that fits several of its schemas is accepted")]
    OneOf,
    /// A required key without a schema.
    #[error("`{0}` is required and not declared: it may be any value")]
    Undeclared(String),
    /// A keyword that decides what is valid and is not checked, because the schema was imported loosely.
    #[error("`{0}` is not checked")]
    Unchecked(String),
    /// A keyword that decides something and is `null`, as some writers put one that they do not use.
    #[error("`{0}` is `null`, and read as if it were not said")]
    Null(String),
    /// A type by the name that it has in some language.
    #[error("type `{word}` is read as `{meant}`")]
    TypeWord {
        /// What was written.
        word: String,
        /// The type of JSON Schema, or `any type`.
        meant: &'static str,
    },
    /// Alternatives that one value may fit together, and undeclared keys that are refused.
    #[error(
        "`unevaluatedProperties` is read for each alternative by itself: keys of two of them together are refused"
    )]
    Unevaluated,
    /// A keyword of `OpenAPI`, which adds `null`.
    #[error("`nullable` is read as `OpenAPI` means it: `null` is allowed")]
    Nullable,
}

impl std::fmt::Display for ImportNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "`{}`: ", self.pointer)?;
        }
        write!(f, "{}", self.kind)
    }
}
