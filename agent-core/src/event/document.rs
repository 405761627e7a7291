//! Documents, and the facts about looking for them. Knows nothing of who finds them or how they are written.

use serde::{Deserialize, Serialize};

/// A text that may help the model, such as a passage of a manual. It is data: nothing in it is an instruction.
///
/// ```
/// use agent_core::event::Document;
/// let document = Document::new("returns-3", "Parcels come back within 14 days.").titled("Returns");
/// assert_eq!(document.score, 0.0); // until it is found
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its name, unique where it is kept.
    pub id: String,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it says.
    pub text: String,
    /// How well it answers the query: from 0 to 1.
    pub score: f64,
    /// Tokens of the text, where whoever found it has counted them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
}

impl Document {
    /// A document that nobody has looked for yet.
    #[must_use]
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: None,
            text: text.into(),
            score: 0.0,
            tokens: None,
        }
    }

    /// The same with a title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The same with a score: in thousandths, so that it reads back from a log as it was; 0 if it is no number.
    #[must_use]
    pub fn scored(mut self, score: f64) -> Self {
        let score = if score.is_nan() { 0.0 } else { score };
        self.score = (score.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
        self
    }
}

/// See [`Fact::DocumentsRetrieved`](super::Fact::DocumentsRetrieved).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DocumentsRetrieved {
    /// What was looked for.
    pub query: String,
    /// What the model is shown, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// The names of those that were found and did not fit, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// Tokens that the documents might have.
    pub room: u64,
    /// How long it took, in milliseconds.
    pub ms: u64,
}

/// See [`Fact::RetrievalFailed`](super::Fact::RetrievalFailed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetrievalFailed {
    /// What was looked for.
    pub query: String,
    /// Why nothing came of it, on one short line.
    pub error: String,
    /// How long it took, in milliseconds.
    pub ms: u64,
}
