//! What can be wrong with an answer.
//!
//! Owns the kinds by which callers decide what to do next. Must never know how an answer travelled.

use std::fmt;

use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What kind of thing went wrong between us and a model: the fact to decide by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Too many requests; waiting helps.
    RateLimit,
    /// The account's allowance is used up; waiting does not help.
    Quota,
    /// The key is missing, wrong or may not do this.
    Auth,
    /// The provider refuses this request and would refuse it again.
    BadRequest,
    /// The request is longer than the model's context.
    TooLong,
    /// The provider has too much to do; waiting helps.
    Overloaded,
    /// The provider failed.
    Server,
    /// No answer in time.
    Timeout,
    /// No connection.
    Connect,
    /// The connection ended before the answer did.
    Disconnected,
    /// The answer is a redirect, which is never followed: it would carry the key elsewhere.
    Redirect,
    /// An answer came and cannot be read.
    Reply,
    /// The program's own rate limit has no room soon enough; nothing was sent.
    Paced,
    /// A budget of the program's own would not suffice; nothing was sent.
    Budget,
    /// The model is left alone for a while after failures; nothing was sent.
    Unavailable,
    /// The process may not open the connection; nothing was sent.
    Forbidden,
    /// A recording has no answer to this request.
    Unrecorded,
    /// A test's script, or a recording's file, is at fault.
    Script,
}

impl ErrorKind {
    /// Whether the same request may well succeed a little later.
    #[must_use]
    pub fn is_transient(self) -> bool {
        match self {
            Self::RateLimit
            | Self::Overloaded
            | Self::Server
            | Self::Timeout
            | Self::Connect
            | Self::Disconnected
            | Self::Paced
            | Self::Reply => true,
            Self::Quota
            | Self::Auth
            | Self::BadRequest
            | Self::TooLong
            | Self::Redirect
            | Self::Budget
            | Self::Unavailable
            | Self::Forbidden
            | Self::Unrecorded
            | Self::Script => false,
        }
    }

    /// The kind's name in logs, such as `rate_limit`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::Quota => "quota",
            Self::Auth => "auth",
            Self::BadRequest => "bad_request",
            Self::TooLong => "too_long",
            Self::Overloaded => "overloaded",
            Self::Server => "server",
            Self::Timeout => "timeout",
            Self::Connect => "connect",
            Self::Disconnected => "disconnected",
            Self::Redirect => "redirect",
            Self::Reply => "reply",
            Self::Paced => "paced",
            Self::Budget => "budget",
            Self::Unavailable => "unavailable",
            Self::Forbidden => "forbidden",
            Self::Unrecorded => "unrecorded",
            Self::Script => "script",
        }
    }

    /// The kind of that name, if this version knows it.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::deserialize(StrDeserializer::<ValueError>::new(name)).ok()
    }

    /// The kind that a status code speaks of, when nothing more is known.
    #[must_use]
    pub fn of_status(status: u16) -> Self {
        match status {
            300..=399 => Self::Redirect,
            401 | 403 => Self::Auth,
            402 => Self::Quota,
            408 | 504 | 524 => Self::Timeout,
            413 => Self::TooLong,
            429 => Self::RateLimit,
            // 498 is a server's that lets some requests wait for others.
            498 | 503 | 529 => Self::Overloaded,
            // Something else was under way; the providers' own clients ask again.
            409 | 425 => Self::Server,
            400..=499 => Self::BadRequest,
            _ => Self::Server,
        }
    }
}

/// An error that a provider wrote: in the body of a status that is not 2xx, or inside a 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderError {
    /// What to decide by.
    pub kind: ErrorKind,
    /// The provider's words, or the start of a body that has none.
    pub message: String,
    /// The provider's own code or type, such as `model_not_found`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} ({code})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Why the body of a 2xx answer is no reply.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WireError {
    /// The body is not JSON: most often a proxy's page, or a URL that is no API.
    #[error(
        "the answer is not JSON ({reason}): {start}\nnote: does the URL end where the provider's API begins, such as `/v1`?"
    )]
    NotJson {
        /// What the JSON reader says, with line and column.
        reason: String,
        /// The first characters of the body.
        start: String,
    },
    /// The body is not text.
    #[error("the answer is not UTF-8 from byte {at} on")]
    NotUtf8 {
        /// Bytes before the first wrong one.
        at: usize,
    },
    /// The body is packed, though the request asked for it as it is.
    #[error(
        "the answer is packed as `{encoding}`\nnote: the server, or a proxy before it, must answer `accept-encoding: identity` unpacked"
    )]
    Packed {
        /// As the header says.
        encoding: String,
    },
    /// The body is longer than any answer has reason to be.
    #[error("the answer is longer than {limit} bytes")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body carries an error in place of an answer.
    #[error("the provider answered with an error: {0}")]
    Provider(ProviderError),
    /// The stream ended before the answer did. What came is no answer: a call in it may be half of one.
    #[error("the answer ended after {events} events and before its end mark")]
    CutOff {
        /// Events that came.
        events: usize,
    },
    /// The provider still makes the answer, or was told to leave it. To ask again would begin another one.
    #[error(
        "the answer is not there: its status is `{status}`\nnote: leave `background` out of the settings, or fetch `{id}` from the provider"
    )]
    Unfinished {
        /// The provider's word, such as `queued`.
        status: String,
        /// The provider's id of the answer.
        id: String,
    },
    /// JSON, but no answer is in it.
    #[error("the answer has no `{missing}`: {start}")]
    Empty {
        /// JSON pointer of what is missing.
        missing: &'static str,
        /// The first characters of the body.
        start: String,
    },
}

impl WireError {
    /// What to decide by.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Provider(error) => error.kind,
            Self::CutOff { .. } => ErrorKind::Disconnected,
            Self::Unfinished { .. } => ErrorKind::BadRequest,
            Self::NotJson { .. }
            | Self::NotUtf8 { .. }
            | Self::Packed { .. }
            | Self::TooLong { .. }
            | Self::Empty { .. } => ErrorKind::Reply,
        }
    }
}

/// The first 200 characters of a body, on one line; in words where there is none.
pub(super) fn start_of(body: &str) -> String {
    const SHOWN: usize = 200;
    if body.trim().is_empty() {
        return "(an empty body)".to_owned();
    }
    let mut start: String = body.trim().chars().take(SHOWN).collect();
    if body.trim().chars().nth(SHOWN).is_some() {
        start.push('…');
    }
    start.replace(['\n', '\r'], " ")
}
