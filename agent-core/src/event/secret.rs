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
}
