//! Why a model gave no reply.

use std::fmt;

use thiserror::Error;

use super::RawReply;
use super::network::NetworkForbidden;
use crate::event::BudgetExceeded;
use crate::wire::{ErrorKind, ProviderError, WireError};

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
    /// A limit of time was reached.
    #[error("the model {which} within {after_ms} ms")]
    Timeout {
        /// Which limit.
        which: TimeLimit,
        /// The limit, in milliseconds.
        after_ms: u64,
    },
    /// An answer whose status is not 2xx.
    #[error("the model's provider answered {}: {error}{}", .raw.status, what_to_check(.raw.status))]
    Status {
        /// What the provider says.
        error: ProviderError,
        /// The answer as it came.
        raw: Box<RawReply>,
    },
    /// A 2xx answer that is no reply.
    #[error("{error}")]
    Decode {
        /// What is wrong with it.
        error: WireError,
        /// The answer as it came, where all of it came and it is text.
        raw: Option<Box<RawReply>>,
    },
    /// Nothing was sent: the budget would not have sufficed.
    #[error(
        "the budget of {limit} {what} has {left} left and the request may take {needed}: nothing was sent\nnote: raise the budget, or ask a cheaper model"
    )]
    OverBudget {
        /// What is counted.
        what: BudgetKind,
        /// The budget.
        limit: u64,
        /// What is left of it.
        left: u64,
        /// What the request is estimated to take.
        needed: u64,
    },
    /// Nothing was sent: the budget is in money and the model has no price.
    #[error(
        "the model `{model}` has no price and the budget is in money: nothing was sent\nnote: add it to the price table"
    )]
    Unpriced {
        /// The model.
        model: String,
    },
    /// Nothing was sent: the model failed so often of late that it is left alone for a while.
    #[error("{model} failed too often of late: nothing was sent, try again in {retry_after_ms} ms")]
    Unavailable {
        /// The model and its host.
        model: String,
        /// When the next request may go, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// Nothing was sent: the program's own limit of requests or tokens a minute has no room soon enough.
    #[error("the program's own rate limit leaves room in {wait_ms} ms: nothing was sent")]
    Paced {
        /// When there is room, in milliseconds from now.
        wait_ms: u64,
    },
    /// Nothing was sent: this process opens no such connections.
    #[error(transparent)]
    Forbidden(#[from] NetworkForbidden),
    /// Nothing was sent: what the runner lets a request have is too little for this model's form of it.
    #[error("the model `{model}` has no room for the request in `{dialect}`: {exceeded}")]
    NoRoom {
        /// The model.
        model: String,
        /// Its dialect.
        dialect: &'static str,
        /// Which part does not fit.
        exceeded: BudgetExceeded,
    },
    /// The request was not written for this model.
    #[error(
        "the request was not written for the model `{model}` in the dialect `{dialect}`\nnote: `plans` of a model that wraps others must give all of theirs"
    )]
    Unplanned {
        /// The model.
        model: String,
        /// Its dialect.
        dialect: &'static str,
    },
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

/// The limits of time of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeLimit {
    /// To make the connection.
    Connect,
    /// From sending the request to the first byte of the answer's body.
    FirstToken,
    /// Between two pieces of the answer.
    Idle,
    /// For everything.
    Total,
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "made no connection",
            Self::FirstToken => "began no answer",
            Self::Idle => "sent no more of its answer",
            Self::Total => "gave no whole answer",
        })
    }
}

/// What a budget counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BudgetKind {
    /// Tokens of requests and answers.
    Tokens,
    /// Millionths of the price table's currency.
    Micros,
}

impl fmt::Display for BudgetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tokens => "tokens",
            Self::Micros => "millionths",
        })
    }
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
            Self::Decode { error, .. } => error.kind(),
            Self::OverBudget { .. } | Self::Unpriced { .. } => ErrorKind::Budget,
            Self::Unavailable { .. } => ErrorKind::Unavailable,
            Self::Paced { .. } => ErrorKind::Paced,
            Self::Forbidden(_) => ErrorKind::Forbidden,
            Self::NoRoom { .. } => ErrorKind::TooLong,
            Self::Unrecorded { .. } => ErrorKind::Unrecorded,
            Self::Unplanned { .. } | Self::Script(_) => ErrorKind::Script,
        }
    }

    /// The answer as it came, where one came and it is text.
    #[must_use]
    pub fn raw(&self) -> Option<&RawReply> {
        match self {
            Self::Status { raw, .. } => Some(raw),
            Self::Decode { raw, .. } => raw.as_deref(),
            _ => None,
        }
    }

    /// How long to wait before the next request, in milliseconds, where somebody said so.
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Unavailable { retry_after_ms, .. } => Some(*retry_after_ms),
            Self::Paced { wait_ms } => Some(*wait_ms),
            _ => self.raw()?.retry_after_ms,
        }
    }

    /// Whether the request went to the provider at all.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        match self {
            Self::OverBudget { .. }
            | Self::Unpriced { .. }
            | Self::Unavailable { .. }
            | Self::Paced { .. }
            | Self::Forbidden(_)
            | Self::NoRoom { .. }
            | Self::Unplanned { .. }
            | Self::Unrecorded { .. }
            | Self::Script(_) => false,
            Self::Connect { .. }
            | Self::Disconnected { .. }
            | Self::Timeout { .. }
            | Self::Status { .. }
            | Self::Decode { .. } => true,
        }
    }
}

impl From<WireError> for ModelError {
    fn from(error: WireError) -> Self {
        Self::Decode { error, raw: None }
    }
}
