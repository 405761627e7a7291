//! What can be wrong with a line, and with the fact that it holds. Knows nothing of files.

use super::Event;

/// A line that is no event, or was changed after it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` at byte {offset}: {fault}")]
pub struct LineError {
    /// The field that is off: `crc`, `seq`, `at`, `type`, `data`, or a path below it (`data.call`).
    pub field: String,
    /// Where in the line, in bytes from its start.
    pub offset: usize,
    /// What is wrong there.
    pub fault: LineFault,
}

impl LineError {
    /// An error at a field.
    pub(crate) fn new(field: impl Into<String>, offset: usize, fault: LineFault) -> Self {
        Self {
            field: field.into(),
            offset,
            fault,
        }
    }
}

/// What is wrong at a field of a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineFault {
    /// The line does not begin with `{"crc":"xxxxxxxx",`.
    #[error("the line must begin with a checksum of eight hex digits: {{\"crc\":\"9f3a01bc\",…")]
    Head,
    /// Nothing but the bytes says so: the envelope reads well.
    #[error(
        "the line was changed after it was written: it says {recorded}, its bytes say {computed}"
    )]
    Changed {
        /// The checksum in the line.
        recorded: String,
        /// The checksum of the line.
        computed: String,
    },
    /// The field is not there.
    #[error("is missing")]
    Missing,
    /// Other JSON than the field holds.
    #[error("must be {expected}, not `{found}`")]
    Type {
        /// What the field holds.
        expected: &'static str,
        /// The start of what stands there.
        found: String,
    },
    /// Text that is no JSON.
    #[error("is not JSON: {0}")]
    Json(String),
    /// A member after `data`.
    #[error("must be the last member of the line")]
    NotLast,
    /// Bytes that are no UTF-8.
    #[error("is not UTF-8")]
    Utf8,
    /// A number out of order.
    #[error("must be {expected}, not {found}")]
    Order {
        /// The number that follows the event before.
        expected: u64,
        /// The number in the line.
        found: u64,
    },
    /// A line break inside the line, which would make two of it.
    #[error("must not hold a line break")]
    LineBreak,
    /// More than 4 GiB.
    #[error("begins beyond 4 GiB")]
    TooLong,
}

/// An event whose data is not what its kind promises.
#[derive(Debug, thiserror::Error)]
#[error("event {seq} (`{kind}`) cannot be read: {reason}")]
pub struct FactError {
    /// The event's number.
    pub seq: u64,
    /// The event's kind.
    pub kind: String,
    /// What is wrong with its data.
    pub reason: String,
}

impl FactError {
    pub(crate) fn new(event: &Event, reason: &impl ToString) -> Self {
        Self {
            seq: event.seq(),
            kind: event.kind().to_owned(),
            reason: reason.to_string(),
        }
    }
}
