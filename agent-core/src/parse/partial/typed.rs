//! What a type looks like while its text is still coming.

use serde::{Deserialize, Serialize};

/// A type that can be shown before it is complete.
///
/// Derive it: `#[derive(Partial)]` makes `OrderPartial` beside `Order`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be streamed",
    label = "there is no partial value of a `{Self}`",
    note = "write `#[derive(agent_core::Partial)]` on `{Self}`"
)]
pub trait Partial {
    /// The value as far as it is known.
    type Partial;

    /// What stands in a field for a `P` that may not be there yet: `Option<P>`, or the `P` itself
    /// where it can be empty.
    type Slot<P>;
}

/// A value and how far it has come: `#[schema(stream(with_state))]`.
///
/// ```
/// use agent_core::parse::{StreamState, Streamed};
/// let title: Streamed<Option<String>> =
///     serde_json::from_str(r#"{"value":"Emm","state":"Incomplete"}"#)?;
/// assert_eq!(title.state, StreamState::Incomplete);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Streamed<T> {
    /// The value as far as it is known.
    pub value: T,
    /// How far it has come.
    pub state: StreamState,
}

/// How far a value has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StreamState {
    /// Nothing of it is there.
    #[default]
    Pending,
    /// It was begun.
    Incomplete,
    /// Nothing more belongs to it.
    Complete,
}
