//! The fact about secrets. Knows nothing of who keeps them.

use serde::{Deserialize, Serialize};

use crate::secret::Handle;

/// See [`Fact::SecretKept`](super::Fact::SecretKept).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretKept {
    /// What stands for the value from now on.
    pub handle: Handle,
    /// What the vault needs to find the value again: a place of its own, or the value under a lock. Never the value.
    pub kept: String,
    /// The thread that it was kept for, if it is another: secrets go along with what agents hand each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
}

impl SecretKept {
    /// A secret that was kept for the thread whose fact this will be.
    pub fn new(handle: Handle, kept: impl Into<String>) -> Self {
        Self {
            handle,
            kept: kept.into(),
            thread: None,
        }
    }
}
