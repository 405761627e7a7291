//! Why a model's text is no value, and what to tell the model.

use crate::schema::Lossy;
use crate::schema::check::{Mismatch, excerpt, nearest};

/// Most characters of feedback: about sixty tokens.
const FEEDBACK: usize = 240;
/// Most names in one message.
const NAMES: usize = 10;

/// A model's text that is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// There is no JSON in the text.
    #[error("expected JSON, got {}", something(text_head))]
    NoJson {
        /// The beginning of the text.
        text_head: String,
    },
    /// The model stopped at its token limit: nothing in the reply may be trusted to be whole.
    #[error("the reply was cut off at the token limit")]
    CutOff,
    /// The provider's filter withheld the reply or a part of it.
    #[error("the reply was withheld, at least in part, by the provider's filter")]
    Filtered,
    /// The JSON is cut off: a bracket or quote is open at the end of the text.
    #[error("the JSON that begins at byte {offset} is cut off")]
    Truncated {
        /// Where the JSON begins, in bytes.
        offset: usize,
    },
    /// The JSON is broken in a way that cannot be repaired without guessing.
    #[error("not JSON: {0}")]
    Syntax(Mismatch),
    /// The JSON does not fit the shape.
    #[error("{0}")]
    Mismatch(Mismatch),
    /// The text could be read only by losing or inventing data, and nobody allowed that.
    #[error("{mismatch}")]
    Lossy {
        /// What [`Options::lossy`](super::Options::lossy) or `#[schema(lossy(…))]` would have to allow.
        loss: Lossy,
        /// What does not fit as it stands.
        mismatch: Mismatch,
    },
    /// The step's tag is missing.
    #[error(
        "`/{tag}`: expected one of {}, got nothing: the key is missing",
        listed(known)
    )]
    MissingTag {
        /// The tag's key.
        tag: String,
        /// The steps there are.
        known: Vec<String>,
    },
    /// There is no such step.
    #[error("{}{}", no_step(name), did_you_mean(nearest.as_deref(), known))]
    UnknownStep {
        /// The name that came.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
        /// The steps there are.
        known: Vec<String>,
    },
    /// One step was asked for and several came.
    #[error("expected one step, got {count}")]
    SeveralSteps {
        /// How many came; never 1.
        count: usize,
    },
    /// The text has so many broken beginnings of JSON that the search was given up.
    #[error("expected one JSON object, got text with too many stray brackets")]
    TooTangled,
}

/// Why a text is no value of a JSON Schema that came as text.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaParseError {
    /// The schema cannot be kept to.
    #[error("the schema cannot be used: {0}")]
    Schema(#[from] crate::schema::ImportError),
    /// The text is no value of it.
    #[error(transparent)]
    Text(#[from] ParseError),
}

impl ParseError {
    /// The error of a name that no step has.
    #[must_use]
    pub fn unknown_step<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let known: Vec<String> = known.map(str::to_owned).collect();
        Self::UnknownStep {
            nearest: nearest(name, known.iter().map(String::as_str)),
            name: name.to_owned(),
            known,
        }
    }

    /// The error in one word, as it stands in the log.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NoJson { .. } => "no_json",
            Self::CutOff | Self::Truncated { .. } => "truncated",
            Self::Filtered => "filtered",
            Self::Syntax(_) => "syntax",
            Self::Mismatch(_) | Self::Lossy { .. } => "mismatch",
            Self::MissingTag { .. } => "missing_tag",
            Self::UnknownStep { .. } => "unknown_step",
            Self::SeveralSteps { .. } => "several_steps",
            Self::TooTangled => "too_tangled",
        }
    }

    /// What would have to be allowed for the text to be read; [`Lossy::NONE`] if nothing helps.
    #[must_use]
    pub const fn loss(&self) -> Lossy {
        match self {
            Self::Lossy { loss, .. } => *loss,
            Self::CutOff | Self::Filtered | Self::Truncated { .. } => Lossy::TRUNCATED,
            _ => Lossy::NONE,
        }
    }

    /// What the model is told, at most about sixty tokens.
    ///
    /// ```
    /// use agent_core::parse::ParseError;
    /// let unknown = ParseError::UnknownStep {
    ///     name: "devide".into(),
    ///     nearest: Some("divide".into()),
    ///     known: vec!["divide".into(), "done".into()],
    /// };
    /// assert_eq!(unknown.feedback(), "There is no step `devide`; did you mean `divide`?");
    /// ```
    #[must_use]
    pub fn feedback(&self) -> String {
        sentence(&self.to_string())
    }

    /// What the model is told where the text is the arguments of a call: they are no reply of their own.
    pub(super) fn of_arguments(&self) -> String {
        let told = match self {
            Self::NoJson { text_head } => {
                let got = something(text_head);
                format!("the arguments must be one JSON object, got {got}")
            }
            Self::Truncated { .. } => {
                "the arguments end before their JSON does: a bracket or a quote is still open"
                    .to_owned()
            }
            Self::Syntax(mismatch) => format!("the arguments are not JSON: {mismatch}"),
            Self::TooTangled => {
                "the arguments must be one JSON object, got text with too many stray brackets"
                    .to_owned()
            }
            Self::Mismatch(mismatch) | Self::Lossy { mismatch, .. }
                if mismatch.pointer.is_empty() =>
            {
                format!("the arguments: {mismatch}")
            }
            _ => self.to_string(),
        };
        sentence(&told)
    }
}

/// The words with a capital, cut to the bound.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    let rest: String = letters.clone().take(FEEDBACK - 2).collect();
    let cut = if letters.count() > FEEDBACK - 2 {
        "…"
    } else {
        ""
    };
    format!("{first}{rest}{cut}")
}

/// The text in backticks, if there is any.
fn something(text: &str) -> String {
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        excerpt(text)
    }
}

fn no_step(name: &str) -> String {
    if name.is_empty() {
        "no step is named".to_owned()
    } else {
        format!("there is no step {}", excerpt(name))
    }
}

fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(NAMES)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = if names.len() > NAMES { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn did_you_mean(nearest: Option<&str>, known: &[String]) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => format!("; there are {}", listed(known)),
    }
}

/// The first line or so of a text.
pub(crate) fn head(text: &str) -> String {
    text.trim().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_is_bounded() {
        let known: Vec<String> = (0..500)
            .map(|n| format!("a_rather_long_step_name_{n}"))
            .collect();
        let name = "x".repeat(5_000);
        for error in [
            ParseError::UnknownStep {
                name,
                nearest: None,
                known: known.clone(),
            },
            ParseError::MissingTag {
                tag: "intent".into(),
                known,
            },
            ParseError::NoJson {
                text_head: "ü".repeat(500),
            },
        ] {
            assert!(
                error.feedback().chars().count() <= FEEDBACK,
                "{}",
                error.feedback()
            );
        }
    }
}
