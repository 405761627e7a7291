//! The port to a model: a body of ready bytes out, a status and a body back.
//!
//! Owns [`Model`] and [`ModelError`]. Must never know what a body means: that is the dialect's.

use std::sync::Arc;

use thiserror::Error;

use super::BoxFuture;
use crate::message::{Reply, Settings};
use crate::wire::{Body, Dialect, ErrorKind, ProviderError, WireError};

/// An answer as it came, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawReply {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: String,
    /// How long the provider asks to wait, in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// A model that can be asked.
pub trait Model: Send + Sync {
    /// Which model, and how it samples.
    fn settings(&self) -> &Settings;

    /// How requests to it are written and its answers read.
    fn dialect(&self) -> &'static dyn Dialect;

    /// Sends one request and waits for the whole answer.
    ///
    /// # Errors
    /// When no whole answer came. An answer of any status is `Ok`: [`read`] judges it.
    fn send(&self, body: Body) -> BoxFuture<'_, Result<RawReply, ModelError>>;
}

/// A model that is chosen at run time.
impl<M: Model + ?Sized> Model for Box<M> {
    fn settings(&self) -> &Settings {
        (**self).settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        (**self).dialect()
    }

    fn send(&self, body: Body) -> BoxFuture<'_, Result<RawReply, ModelError>> {
        (**self).send(body)
    }
}

/// A model that several runners share, or whose requests are looked at afterwards.
impl<M: Model + ?Sized> Model for Arc<M> {
    fn settings(&self) -> &Settings {
        (**self).settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        (**self).dialect()
    }

    fn send(&self, body: Body) -> BoxFuture<'_, Result<RawReply, ModelError>> {
        (**self).send(body)
    }
}

/// Why a model gave no reply. Never holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ModelError {
    /// No connection was made.
    #[error("cannot connect to the model at {url}: {reason}")]
    Connect {
        /// The endpoint.
        url: String,
        /// What the system says.
        reason: String,
    },
    /// The connection ended before the answer did.
    #[error("the model's connection ended before its answer did: {reason}")]
    Disconnected {
        /// What the system says.
        reason: String,
    },
    /// No whole answer in time.
    #[error("the model gave no answer within {after_ms} ms")]
    Timeout {
        /// The limit, in milliseconds.
        after_ms: u64,
    },
    /// An answer whose status is not 2xx.
    #[error("the model's provider answered {status}: {error}{}", what_to_check(*.status))]
    Status {
        /// The HTTP status.
        status: u16,
        /// What the provider says.
        error: ProviderError,
        /// How long the provider asks to wait, in milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// A 2xx answer that is no reply.
    #[error(transparent)]
    Decode(#[from] WireError),
    /// A recording does not hold this request.
    #[error(
        "no recording answers this request; its last message is {last_message}\nnote: {nearest}"
    )]
    Unrecorded {
        /// Who says what in the last message.
        last_message: String,
        /// How the request differs from the nearest one on record.
        nearest: String,
    },
    /// A scripted model was asked more than its script holds, or a recording cannot be written.
    #[error("{0}")]
    Script(String),
}

/// For the statuses that mean a wrong setting, which setting. On the same line: people see one line of an error.
fn what_to_check(status: u16) -> &'static str {
    match status {
        401 | 403 => "; check the model's key",
        404 => "; check the model's name and the address, which often ends in /v1",
        _ => "",
    }
}

impl ModelError {
    /// What to decide by.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Connect { .. } => ErrorKind::Connect,
            Self::Disconnected { .. } => ErrorKind::Disconnected,
            Self::Timeout { .. } => ErrorKind::Timeout,
            Self::Status { error, .. } => error.kind,
            Self::Decode(error) => error.kind(),
            Self::Unrecorded { .. } => ErrorKind::Unrecorded,
            Self::Script(_) => ErrorKind::Script,
        }
    }

    /// How long the provider asks to wait, in milliseconds.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Status { retry_after_ms, .. } => *retry_after_ms,
            _ => None,
        }
    }
}

/// Judges what [`Model::send`] brought: the status first, then the body. Pure.
///
/// # Errors
/// What was an error stays one; a status that is not 2xx and an unreadable body become one.
pub fn read(
    dialect: &dyn Dialect,
    answer: Result<RawReply, ModelError>,
) -> Result<Reply, ModelError> {
    let raw = answer?;
    if (200..300).contains(&raw.status) {
        return Ok(dialect.decode(&raw.body)?);
    }
    Err(ModelError::Status {
        status: raw.status,
        error: dialect.decode_error(raw.status, &raw.body),
        retry_after_ms: raw.retry_after_ms,
    })
}
