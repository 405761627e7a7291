//! The vault that lives in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{BoxFuture, Slot, Vault, VaultError};
use crate::event::SecretKept;
use crate::secret::{Handle, Secret};

/// Keeps secrets in memory; clones share them. Gone with the process, so fit for tests: who knows a thread's name can
/// tell its handles.
#[derive(Clone, Debug, Default)]
pub struct MemoryVault(Arc<Mutex<BTreeMap<String, Kept>>>);

/// A value, and whose it is.
#[derive(Clone, Debug)]
struct Kept {
    thread: String,
    handle: Handle,
    value: Secret,
}

impl MemoryVault {
    /// An empty vault.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn secrets(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn keep<'a>(
        &'a self,
        slot: &'a Slot,
        value: &'a Secret,
    ) -> BoxFuture<'a, Result<SecretKept, VaultError>> {
        let name = slot.name();
        let handle = Handle::of(b"", &name);
        let mut secrets = self.secrets();
        let again = (1_u64..).map(|times| format!("{name}#{times}"));
        let free = std::iter::once(name.clone())
            .chain(again)
            .find(|place| !secrets.contains_key(place));
        let place = free.unwrap_or(name);
        let secret = Kept {
            thread: slot.thread.clone(),
            handle: handle.clone(),
            value: value.clone(),
        };
        secrets.insert(place.clone(), secret);
        Box::pin(async { Ok(SecretKept::new(handle, place)) })
    }

    fn open<'a>(
        &'a self,
        thread: &'a str,
        kept: &'a SecretKept,
    ) -> BoxFuture<'a, Result<Secret, VaultError>> {
        let secret = self.secrets().get(&kept.kept).cloned();
        let own = secret.filter(|own| own.thread == thread && own.handle == kept.handle);
        let gone = || VaultError::Failed(format!("`{}` is not in this process", kept.handle));
        Box::pin(async move { own.map(|own| own.value).ok_or_else(gone) })
    }
}
