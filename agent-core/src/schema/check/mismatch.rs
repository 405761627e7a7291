//! What is wrong with a JSON text, where, and what would be right.
//!
//! Owns the error of the check and its wording. Knows nothing of how the text is read.

/// Characters of the offending text that a message shows.
const EXCERPT: usize = 80;

/// A JSON text that its shape does not allow.
///
/// ```
/// use agent_core::schema::check::Mismatch;
/// let mismatch = Mismatch {
///     pointer: "/items/0/qty".into(),
///     expected: "an integer from 1 to 50".into(),
///     got: "`\"three\"`".into(),
///     nearest: None,
///     offset: 17,
/// };
/// assert_eq!(
///     mismatch.to_string(),
///     "`/items/0/qty`: expected an integer from 1 to 50, got `\"three\"`"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The JSON pointer (RFC 6901) of the value; empty for the whole text.
    pub pointer: String,
    /// What the shape allows there, as a phrase: "an integer from 1 to 50".
    pub expected: String,
    /// What stands there, as a phrase: the text in backticks, cut at 80 characters, or "nothing".
    pub got: String,
    /// The valid name that is nearest to an unknown key or variant.
    pub nearest: Option<String>,
    /// Where in the text, in bytes.
    pub offset: usize,
}

impl Mismatch {
    /// Puts `segment` in front of the pointer; called by each level on the way out.
    #[cold]
    pub(crate) fn under(mut self: Box<Self>, segment: &str) -> Box<Self> {
        let escaped = segment.replace('~', "~0").replace('/', "~1");
        self.pointer.insert_str(0, &format!("/{escaped}"));
        self
    }

    /// Adds that the value at `start` may also be `null`, if it is that value which is wrong.
    #[cold]
    pub(crate) fn or_null(mut self: Box<Self>, start: usize) -> Box<Self> {
        if self.offset == start && self.pointer.is_empty() && !self.expected.ends_with("`null`") {
            self.expected.push_str(" or `null`");
        }
        self
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "`{}`: ", self.pointer)?;
        }
        write!(f, "expected {}, got {}", self.expected, self.got)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Mismatch {}

/// The text in backticks on one line, cut at 80 characters.
pub(crate) fn excerpt(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(EXCERPT)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(EXCERPT).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointer_segments_are_escaped() {
        let at = Box::new(Mismatch {
            pointer: "/0".into(),
            expected: "x".into(),
            got: "y".into(),
            nearest: Some("z".into()),
            offset: 0,
        });
        let at = at.under("a/b~c");
        assert_eq!(
            at.to_string(),
            "`/a~1b~0c/0`: expected x, got y; did you mean `z`?"
        );
    }

    #[test]
    fn excerpts_are_cut_by_characters() {
        assert_eq!(excerpt(&"ä".repeat(80)), format!("`{}`", "ä".repeat(80)));
        assert_eq!(excerpt(&"ä".repeat(81)), format!("`{}…`", "ä".repeat(80)));
    }
}
