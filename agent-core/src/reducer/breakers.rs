//! Each tool's breaker as this thread knows it: what a process starts from.
//!
//! When a breaker opens is decided where calls run, with what other threads saw; here the facts are taken in.

use serde::{Deserialize, Serialize};

use super::State;
use super::fold::Place;
use crate::breaker::Breaker;
use crate::event::Time;
use crate::tool::{Failure, FailureKind};

/// A tool's breaker, and since when it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ToolBreaker {
    /// When the last event was that says something of the tool.
    pub at: Time,
    /// The breaker after it.
    pub breaker: Breaker,
}

/// What a failed call says of its tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It works: it answered, though not with what was wanted.
    Well,
    /// It does not work.
    Ill,
    /// Nothing: it was not reached, or nobody knows what became of the call.
    Unknown,
}

/// What a failure says of its tool. An `Err` is an answer, such as "no such order", unless it says that it passes
/// ([`Failure::retry_after_ms`]).
#[must_use]
pub const fn health(failure: &Failure) -> Health {
    match failure.kind {
        FailureKind::Error if failure.retry_after_ms.is_none() => Health::Well,
        FailureKind::Error | FailureKind::Timeout | FailureKind::Panicked => Health::Ill,
        FailureKind::TooLarge | FailureKind::Unreadable => Health::Well,
        FailureKind::Denied
        | FailureKind::Unknown
        | FailureKind::BadArguments
        | FailureKind::Cancelled
        | FailureKind::ToolNotFound
        | FailureKind::NotRun
        | FailureKind::Unavailable
        | FailureKind::Vetoed
        | FailureKind::Late
        | FailureKind::Ended => Health::Unknown,
    }
}

/// An attempt failed, for good or not.
pub(super) fn failed(state: &mut State, at: &Place<'_>, tool: &str, health: Health) {
    match health {
        Health::Well => succeeded(state, at, tool),
        Health::Ill => {
            let known = state.progress.breakers.entry(tool.to_owned()).or_default();
            known.at = at.time();
            if let Breaker::Closed { failures } = &mut known.breaker {
                *failures = failures.saturating_add(1);
            }
        }
        Health::Unknown => {}
    }
}

/// An attempt was answered: nothing is kept of a tool that never failed.
pub(super) fn succeeded(state: &mut State, at: &Place<'_>, tool: &str) {
    if let Some(known) = state.progress.breakers.get_mut(tool) {
        known.at = at.time();
        if let Breaker::Closed { failures } = &mut known.breaker {
            *failures = 0;
        }
    }
}

/// A breaker went from one state to another.
pub(super) fn passed(state: &mut State, at: &Place<'_>, tool: String, breaker: Breaker) {
    let at = at.time();
    let known = ToolBreaker { at, breaker };
    state.progress.breakers.insert(tool, known);
}
