//! Why an event cannot be taken into a state.

use crate::agent::DecodeError;
use crate::event::FactError;

/// An event that does not fit the state. The state stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    /// The event's data is not what its kind promises.
    #[error(transparent)]
    Fact(#[from] FactError),
    /// The program's types do not read what the log holds.
    #[error("event {seq}: {source}")]
    Decode {
        /// The event's number.
        seq: u64,
        /// What could not be read.
        source: DecodeError,
    },
    /// An event is missing or stands twice.
    #[error("event {found} stands where event {expected} belongs")]
    Order {
        /// The number that was due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// The fact cannot follow what was.
    #[error("event {seq} (`{kind}`): {reason}")]
    Impossible {
        /// The event's number.
        seq: u64,
        /// The event's kind.
        kind: String,
        /// Why.
        reason: String,
    },
    /// The thread is another agent's.
    #[error("the thread belongs to agent `{found}`, not to `{expected}`")]
    OtherAgent {
        /// This program's agent.
        expected: &'static str,
        /// The agent in the log.
        found: String,
    },
    /// The log names a tool that is not in this program.
    #[error(
        "event {seq}: tool `{name}@{version}` is not in this program\nnote: keep it as a `#[retired]` variant while threads use it"
    )]
    ToolNotFound {
        /// The event's number.
        seq: u64,
        /// The tool's name.
        name: String,
        /// The tool's version.
        version: u32,
    },
}
