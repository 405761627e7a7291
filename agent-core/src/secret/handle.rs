//! What stands for a secret in a thread.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::hex::hex;

const PREFIX: &str = "secret:";
/// 64 bits: none is guessed, and no two of a thread are the same.
const DIGITS: usize = 16;

/// The name of a secret within one thread: `secret:` and 16 hexadecimal digits. It says nothing of the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Handle(String);

/// A text that is no [`Handle`]. It is not repeated here: it may be the secret itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected the handle of a secret: `secret:` and 16 hexadecimal digits")]
pub struct HandleError;

impl Handle {
    /// The handle for a place of a thread: the same each time, so that a run can be repeated to the byte, and unlike
    /// any other. Who does not have `key` cannot tell it, so give one that is as secret as the values.
    ///
    /// ```
    /// use agent_core::secret::Handle;
    /// let handle = Handle::of(b"a key", "ticket-7/3/1/0");
    /// assert_eq!(handle, Handle::of(b"a key", "ticket-7/3/1/0"));
    /// assert_ne!(handle, Handle::of(b"another", "ticket-7/3/1/0"));
    /// ```
    #[must_use]
    pub fn of(key: &[u8], place: &str) -> Self {
        // Twice, so that nobody can go on from one handle to a longer place.
        let inner = Sha256::new()
            .chain_update(key)
            .chain_update([0])
            .chain_update(place);
        let outer = Sha256::new().chain_update(key).chain_update([1]);
        let digits = hex(&outer.chain_update(inner.finalize()).finalize());
        Self(format!("{PREFIX}{}", &digits[..DIGITS]))
    }

    /// The handle as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The handle that a text begins with.
    pub(super) fn at_start(text: &str) -> Option<&str> {
        let start = text.get(..PREFIX.len() + DIGITS)?;
        Self::is(start).then_some(start)
    }

    /// The handles that stand in a text.
    pub(crate) fn all_in(text: &str) -> impl Iterator<Item = Self> {
        let found = text.match_indices(PREFIX);
        let found = found.filter_map(|(at, _)| Self::at_start(text.get(at..)?));
        found.map(|handle| Self(handle.to_owned()))
    }

    /// Whether a text is a handle.
    #[must_use]
    pub fn is(text: &str) -> bool {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        text.strip_prefix(PREFIX)
            .is_some_and(|digits| digits.len() == DIGITS && digits.bytes().all(digit))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Handle {
    type Err = HandleError;

    fn from_str(text: &str) -> Result<Self, HandleError> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for Handle {
    type Error = HandleError;

    fn try_from(text: String) -> Result<Self, HandleError> {
        if Self::is(&text) {
            Ok(Self(text))
        } else {
            Err(HandleError)
        }
    }
}
