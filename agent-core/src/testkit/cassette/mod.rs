//! Recordings of a model: one JSON line an exchange, found again by the request's exact bytes.
//!
//! Owns the file format. Must never hold a header or a key, and never answer what is not on record.

mod mode;
mod player;
mod recorder;
mod redaction;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use mode::{Cassette, CassetteMode};
pub use player::{NotPlayed, Player};
pub use recorder::Recorder;
pub use redaction::{Redaction, RedactionError};

use super::{last_message, shared_prefix, shortened};
use crate::message::Settings;

/// What is written. Version 1 knew no streams, and is read still.
const FORMAT: u32 = 2;

/// A line of a cassette.
#[derive(Serialize, Deserialize)]
struct Exchange {
    format: u32,
    settings: Settings,
    dialect: String,
    /// The text of the request's body, redacted.
    request: String,
    status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    /// The text of the answer's body, redacted.
    reply: String,
}

/// Why a cassette cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CassetteError {
    /// The file cannot be opened, read or written.
    #[error("cannot use the recording {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A line that is no exchange.
    #[error("line {line} of the recording is no exchange: {reason}\nnote: record it again")]
    Line {
        /// Counted from 1, over all texts given.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no exchange at all.
    #[error("the recording is empty\nnote: record it again")]
    Empty,
    /// `AGENT_CASSETTE` holds a word that is no mode.
    #[error("`AGENT_CASSETTE` must be `record`, `replay` or `refuse`, not `{word}`")]
    Mode {
        /// The word.
        word: String,
    },
    /// The recording is of another model, or of other settings.
    #[error(
        "the recording is of {recorded} and the live model is {live}\nnote: record it again, or set up the same model"
    )]
    OtherModel {
        /// Model, settings and dialect on record.
        recorded: String,
        /// Those of the live model.
        live: String,
    },
    /// There is no live model to record.
    #[error("there is no model to record: {reason}")]
    NoModel {
        /// Why.
        reason: String,
    },
}

fn unusable(path: &Path, error: &std::io::Error) -> CassetteError {
    CassetteError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
