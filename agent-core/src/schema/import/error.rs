//! Why a JSON Schema cannot be read as a shape, and what to change.

use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_NODES};

/// A JSON Schema that is not used, because it says what a shape cannot say.
///
/// ```
/// use agent_core::schema::import;
/// let refused = import(r#"{"type":"object","properties":{"a":{"not":{"type":"null"}}}}"#).unwrap_err();
/// assert_eq!(refused.pointer, "/properties/a");
/// assert_eq!(
///     refused.to_string(),
///     "`/properties/a`: `not` cannot be checked: say what the value is instead",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    /// The JSON pointer (RFC 6901) into the schema; empty for the schema itself.
    pub pointer: String,
    /// Why.
    pub reason: ImportReason,
}

/// Why a schema is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportReason {
    /// The text is no JSON.
    #[error("the schema must be JSON: {0}")]
    NotJson(String),
    /// Something else stands where a schema must stand.
    #[error("a schema must be an object, `true` or `false`")]
    NotASchema,
    /// A keyword decides what is valid and cannot be kept to.
    #[error("`{keyword}` cannot be checked: {fix}")]
    Unsupported {
        /// The keyword.
        keyword: String,
        /// What to write instead.
        fix: &'static str,
    },
    /// A keyword has a value that it cannot have.
    #[error("`{keyword}` must be {expected}")]
    BadValue {
        /// The keyword.
        keyword: String,
        /// What it must be, as a phrase.
        expected: &'static str,
    },
    /// A type that nobody knows.
    #[error(
        "`type` must be `null`, `boolean`, `integer`, `number`, `string`, `array` or `object`, not `{0}`"
    )]
    UnknownType(String),
    /// A reference to another document.
    #[error(
        "`$ref` must stay within the schema, and `{0}` does not: copy what it names into `$defs`"
    )]
    RemoteRef(String),
    /// A reference to nothing.
    #[error("`$ref` must name a schema, and there is none at `{0}`")]
    MissingRef(String),
    /// A definition that is only ever itself.
    #[error("`{0}` must not be itself: put an object or a list in between")]
    Endless(String),
    /// A regular expression of another kind.
    #[error("`pattern` must be a regular expression without look-around and back-references: {0}")]
    Pattern(String),
    /// Two schemas that must both hold say what cannot be put together.
    #[error("`{0}` is said twice, differently, by schemas that must both hold: say it once")]
    Conflict(String),
    /// A list whose first items have types of their own and whose length is open.
    #[error(
        "`prefixItems` must have a fixed length: add `\"items\": false` and `\"minItems\": {0}`"
    )]
    OpenTuple(usize),
    /// Keywords of several types, and no type.
    #[error("`type` must be said, because keywords of several types stand here")]
    Untyped,
    /// The schema is too long, too deep or too large.
    #[error("{0}")]
    TooLarge(#[from] Size),
}

/// What of a schema is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Size {
    /// Its text.
    #[error("the schema must be at most {MAX_BYTES} bytes long")]
    Bytes,
    /// Its nesting.
    #[error("the schema must be at most {MAX_DEPTH} levels deep")]
    Depth,
    /// All its schemas together, each counted as often as it is referred to.
    #[error(
        "the schema must be of at most {MAX_NODES} schemas, each counted as often as it is used"
    )]
    Nodes,
    /// All schemas that were imported since the program began: they are kept for ever.
    #[error(
        "no more schemas can be imported: those that were imported are kept as long as the program runs"
    )]
    Program,
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "`{}`: ", self.pointer)?;
        }
        write!(f, "{}", self.reason)
    }
}

impl std::error::Error for ImportError {}
