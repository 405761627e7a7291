//! The name of a thread. Knows nothing of what the name leads to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name of a thread: 1 to 64 characters of `A-Z a-z 0-9 _ -`.
///
/// ```
/// use agent_core::event::ThreadId;
/// let id: ThreadId = "ticket-1001".parse()?;
/// assert_eq!(id.as_str(), "ticket-1001");
/// assert!("../etc".parse::<ThreadId>().is_err());
/// # Ok::<(), agent_core::event::ThreadIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ThreadId(String);

/// A text that cannot name a thread.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThreadIdError {
    /// Nothing at all.
    #[error("a thread's name must not be empty")]
    Empty,
    /// Longer than [`ThreadId::MAX_LEN`].
    #[error(
        "a thread's name must have at most {} characters, not {len}",
        ThreadId::MAX_LEN
    )]
    TooLong {
        /// How many bytes it has.
        len: usize,
    },
    /// A character outside `A-Z a-z 0-9 _ -`.
    #[error("a thread's name must be made of `A-Z a-z 0-9 _ -`; {found:?} stands at byte {at}")]
    Character {
        /// The character.
        found: char,
        /// Its byte offset.
        at: usize,
    },
}

impl ThreadId {
    /// The most characters a name may have.
    pub const MAX_LEN: usize = 64;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Refuses what [`ThreadId`] must not hold.
fn check(text: &str) -> Result<(), ThreadIdError> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if text.is_empty() {
        return Err(ThreadIdError::Empty);
    }
    if let Some((at, found)) = text.char_indices().find(|(_, c)| !legal(*c)) {
        return Err(ThreadIdError::Character { found, at });
    }
    if text.len() > ThreadId::MAX_LEN {
        return Err(ThreadIdError::TooLong { len: text.len() });
    }
    Ok(())
}

impl TryFrom<String> for ThreadId {
    type Error = ThreadIdError;

    fn try_from(text: String) -> Result<Self, ThreadIdError> {
        check(&text).map(|()| Self(text))
    }
}

impl TryFrom<&str> for ThreadId {
    type Error = ThreadIdError;

    fn try_from(text: &str) -> Result<Self, ThreadIdError> {
        text.parse()
    }
}

impl FromStr for ThreadId {
    type Err = ThreadIdError;

    fn from_str(text: &str) -> Result<Self, ThreadIdError> {
        check(text).map(|()| Self(text.to_owned()))
    }
}

impl From<ThreadId> for String {
    fn from(id: ThreadId) -> Self {
        id.0
    }
}

impl AsRef<str> for ThreadId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
