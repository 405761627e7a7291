//! Why a call gave no result.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A call that gave no result: the tool's own error, or what happened around it.
///
/// One type for all, because a flow must handle a timeout and a denial as well as the tool's error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure it was.
    pub kind: FailureKind,
    /// A short text for the model and for people.
    pub message: String,
    /// The tool's own error as JSON text, if its type can be serialized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the model may do about it, in a few words: see [`Hint`](super::Hint).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Says that the failure passes, and after how many milliseconds; 0 where nobody knows. The runner waits no less
    /// before the next attempt, and makes none where it is more than 5 minutes. An `Err` without it is an answer of a
    /// tool that works, and never opens the tool's breaker: see [`Transient`](super::Transient).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// The kinds of [`Failure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The tool returned `Err`.
    Error,
    /// The tool took longer than its timeout.
    Timeout,
    /// The tool panicked.
    Panicked,
    /// The result was larger than the runner's cap.
    TooLarge,
    /// The call ended, and its result does not read as the tool's output.
    Unreadable,
    /// A person refused the call.
    Denied,
    /// The call started and never answered; nobody knows whether it took effect.
    Unknown,
    /// The arguments do not fit the tool.
    BadArguments,
    /// The call was not run because the thread was cancelled.
    Cancelled,
    /// The tool is not in this program any more.
    ToolNotFound,
    /// Nobody was to run the call: a dry run, or a queue that nobody serves.
    NotRun,
    /// The tool failed too often; for a while its calls are refused. This attempt did not run; one before it may have.
    Unavailable,
    /// A judge forbade the call.
    Vetoed,
    /// The call was prefetched, and the model could not wait for it any longer.
    Late,
    /// The agent that carried the call out ended without an answer: at a bound of its run, or because its flow or a
    /// person said so.
    Ended,
}

impl FailureKind {
    /// Whether the tool or the world failed while the call ran, so that another attempt may go well. Otherwise it is
    /// an answer: of a person, of ours, or that the call's result can never be read.
    pub(crate) const fn may_pass(self) -> bool {
        match self {
            Self::Error | Self::Timeout | Self::Panicked => true,
            Self::TooLarge
            | Self::Unreadable
            | Self::Denied
            | Self::Unknown
            | Self::BadArguments
            | Self::Cancelled
            | Self::ToolNotFound
            | Self::NotRun
            | Self::Unavailable
            | Self::Vetoed
            | Self::Late
            | Self::Ended => false,
        }
    }

    /// Whether the message is in a tool's or a library's words, of any length.
    pub(crate) const fn is_foreign(self) -> bool {
        self.may_pass() || matches!(self, Self::Unreadable)
    }
}

impl Failure {
    /// A failure with a text and no detail.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            detail: None,
            hint: None,
            retry_after_ms: None,
        }
    }

    /// The failure of a call that a judge forbade.
    #[must_use]
    pub fn vetoed(reason: impl Into<String>) -> Self {
        Self::new(FailureKind::Vetoed, reason)
    }

    /// Says what the model may do about it, in a few words.
    ///
    /// ```
    /// use agent_core::tool::{Failure, FailureKind};
    /// let failure = Failure::new(FailureKind::Error, "no order A-1").hint("list_orders gives the ids");
    /// assert_eq!(failure.to_string(), "error: no order A-1 (hint: list_orders gives the ids)");
    /// ```
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says that the failure passes and how long to wait before the next attempt, as a server does with `Retry-After`.
    ///
    /// ```
    /// use agent_core::tool::{Failure, FailureKind};
    /// let busy = Failure::new(FailureKind::Error, "429").after_ms(2_000);
    /// assert_eq!(busy.retry_after_ms, Some(2_000));
    /// ```
    #[must_use]
    pub const fn after_ms(mut self, ms: u64) -> Self {
        self.retry_after_ms = Some(ms);
        self
    }

    /// The failure of a call that started and never answered.
    #[must_use]
    pub fn unknown() -> Self {
        Self::new(
            FailureKind::Unknown,
            "the call started and never answered; nobody knows whether it took effect",
        )
    }

    /// The tool's own error, if it was recorded and reads as an `E`.
    #[must_use]
    pub fn detail<E: DeserializeOwned>(&self) -> Option<E> {
        serde_json::from_str(self.detail.as_deref()?).ok()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        match self.hint.as_deref() {
            Some(hint) if !hint.is_empty() => write!(f, " (hint: {hint})"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Timeout => "timeout",
            Self::Panicked => "panicked",
            Self::TooLarge => "too large",
            Self::Unreadable => "unreadable result",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
            Self::BadArguments => "bad arguments",
            Self::Cancelled => "cancelled",
            Self::ToolNotFound => "tool not found",
            Self::NotRun => "not run",
            Self::Unavailable => "unavailable",
            Self::Vetoed => "vetoed",
            Self::Late => "late",
            Self::Ended => "ended without an answer",
        })
    }
}
