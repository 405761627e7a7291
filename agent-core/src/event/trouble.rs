//! The facts about what goes wrong, and about who keeps an eye on it. Knows nothing of how they are written.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Time;
use crate::agent::WhenStuck;

/// One error that the model was told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The number of the event that says so.
    pub event: u64,
    /// How many requests the model had been sent: errors of one number were told together.
    pub asked: u64,
    /// The tool.
    pub tool: String,
    /// What it was called with, cut at 400 characters.
    pub arguments: String,
    /// The kind of error, in a word or two.
    pub error: String,
    /// What the model was told.
    pub message: String,
    /// SHA-256 of tool, canonical arguments, kind and message: equal ones are the same error of the same call.
    pub sha256: String,
}

/// See [`Fact::GotStuck`](super::Fact::GotStuck).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GotStuck {
    /// What was too much.
    pub why: StuckWhy,
    /// What follows.
    pub then: WhenStuck,
}

/// What was too much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StuckWhy {
    /// One tool gave only errors.
    ToolAttempts {
        /// The tool.
        tool: String,
        /// How many.
        attempts: u32,
    },
    /// Errors came one after the other.
    ConsecutiveErrors {
        /// How many.
        errors: u32,
    },
    /// The same call gave the same error again.
    SpinOut {
        /// The tool.
        tool: String,
        /// How often.
        repeats: u32,
    },
}

impl fmt::Display for StuckWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ToolAttempts { tool, attempts } => {
                write!(f, "`{tool}` gave {attempts} errors and no result")
            }
            Self::ConsecutiveErrors { errors } => write!(f, "{errors} errors in a row"),
            Self::SpinOut { tool, repeats } => {
                write!(
                    f,
                    "`{tool}` gave the same error to the same call {repeats} times"
                )
            }
        }
    }
}

/// See [`Fact::HelpAnswered`](super::Fact::HelpAnswered).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpAnswered {
    /// The call whose agent was stuck; 0 where the thread itself was.
    #[serde(default, skip_serializing_if = "super::fact::is_zero")]
    pub call: u64,
    /// What the model is told; nothing, if the person gave up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// Who.
    pub by: String,
}

/// See [`Fact::CallJudged`](super::Fact::CallJudged).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallJudged {
    /// The call.
    pub call: u64,
    /// Why it must not run; nothing, if it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub veto: Option<String>,
    /// Who judged.
    pub by: String,
}

/// See [`Fact::ResultSummarized`](super::Fact::ResultSummarized).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultSummarized {
    /// The call.
    pub call: u64,
    /// What the model is told; nothing, if the whole result after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Under what name the whole can be fetched, if it is kept outside of what the model is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
}

/// See [`Fact::BreakerOpened`](super::Fact::BreakerOpened).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerOpened {
    /// The tool.
    pub tool: String,
    /// When one call may try again.
    pub until: Time,
}

/// See [`Fact::BreakerProbed`](super::Fact::BreakerProbed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerProbed {
    /// The tool.
    pub tool: String,
    /// The call that tries.
    pub call: u64,
    /// When another call may try, should this one never be heard of.
    pub until: Time,
}

/// See [`Fact::BreakerClosed`](super::Fact::BreakerClosed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerClosed {
    /// The tool.
    pub tool: String,
}
