//! The vault that lives in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{BoxFuture, Slot, Vault, VaultError};
use crate::event::SecretKept;
use crate::secret::{Handle, Secret};

/// Keeps secrets in memory; clones share them. Gone with the process, so fit for tests: who knows a thread's name can
/// tell its handles.
#[derive(Clone, Debug, Default)]
pub struct MemoryVault(Arc<Mutex<BTreeMap<String, Secret>>>);

impl MemoryVault {
    /// An empty vault.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn secrets(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn keep<'a>(
        &'a self,
        slot: &'a Slot,
        value: &'a Secret,
    ) -> BoxFuture<'a, Result<SecretKept, VaultError>> {
        let kept = slot.name();
        self.secrets().insert(kept.clone(), value.clone());
        let handle = Handle::of(b"", &kept);
        Box::pin(async { Ok(SecretKept::new(handle, kept)) })
    }

    fn open<'a>(
        &'a self,
        _thread: &'a str,
        kept: &'a SecretKept,
    ) -> BoxFuture<'a, Result<Secret, VaultError>> {
        let value = self.secrets().get(&kept.kept).cloned();
        let gone = || VaultError::Failed(format!("`{}` is not in this process", kept.handle));
        Box::pin(async move { value.ok_or_else(gone) })
    }
}
