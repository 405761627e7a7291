//! The port to whoever keeps the values of secrets, and how values become handles and handles values.
//!
//! Owns the way of a secret out of a text into the vault and back. Knows nothing of runs and of locks.

#[cfg(feature = "vault")]
mod key;
mod memory;
mod text;

use serde::Serialize;
use serde::de::DeserializeOwned;

#[cfg(feature = "vault")]
pub use key::{KeyVault, KeyVaultError};
pub use memory::MemoryVault;
pub use text::{Sealed, open_text, seal_text};

use super::BoxFuture;
use crate::event::SecretKept;
use crate::reducer::Progress;
use crate::secret::{Handle, NotOpened, Secret, in_full};

/// Keeps the values of secrets; in the thread stand handles. [`MemoryVault`] keeps them in this process, `KeyVault`
/// (feature `vault`) under a key in the thread itself; one of your own keeps them where your secrets are.
///
/// A value is kept before any event holds its handle. After a crash between the two it is kept for nothing.
pub trait Vault: Send + Sync {
    /// Keeps a value, which is JSON text, and says what stands for it: a handle ([`Handle::of`] makes one), and what
    /// [`open`](Self::open) needs to find the value again. That stands in the thread's log and must not tell the value.
    ///
    /// A slot may come again, with another value, where the event after the first could not be appended: a thread that
    /// exists was to start, or two programs go on with one thread. What was kept must never be replaced; only the handle
    /// may be the same.
    ///
    /// # Errors
    /// If it could not be kept: no event will hold its handle.
    fn keep<'a>(
        &'a self,
        slot: &'a Slot,
        value: &'a Secret,
    ) -> BoxFuture<'a, Result<SecretKept, VaultError>>;

    /// The value that was kept, as JSON text. `thread` is the one that it was kept for.
    ///
    /// # Errors
    /// If it is not there, or was kept for another thread.
    fn open<'a>(
        &'a self,
        thread: &'a str,
        kept: &'a SecretKept,
    ) -> BoxFuture<'a, Result<Secret, VaultError>>;
}

/// What a secret is kept for. No two that a log holds are the same, and a run that is repeated has the same ones. One
/// whose secret no log holds, since the append failed, may come again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The thread's name.
    pub thread: String,
    /// Where in the thread, such as `3/1/0`: the first secret in the result of the first attempt of call 3.
    pub place: String,
}

impl Slot {
    /// Both as one text.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.thread, self.place)
    }
}

/// A secret that could not be kept or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The vault could not do it; the text must not tell a value.
    #[error("the vault: {0}")]
    Failed(String),
    /// The thread knows no such secret.
    #[error("`{0}` is the handle of no secret of this thread")]
    Unknown(Handle),
    /// The text or value is not what it should be. What it is instead is not said.
    #[error("a secret cannot be read: {0}")]
    Unreadable(String),
}

/// Keeps a value for a loop of your own: append the fact, and put the secret that this gives, which holds the
/// handle, in the place of the one that holds the value.
///
/// # Errors
/// If the value cannot be written, or the vault refuses.
pub async fn keep<T: Serialize>(
    vault: &dyn Vault,
    slot: &Slot,
    secret: &Secret<T>,
) -> Result<(Secret<T>, SecretKept), VaultError> {
    let json = in_full(|| serde_json::to_string(secret));
    let json = json.map_err(|error| VaultError::Unreadable(error.to_string()))?;
    let fact = text::put(vault, slot, json).await?;
    Ok((fact.handle.clone().into(), fact))
}

/// The value of a secret that was read from a thread. One that holds its value already gives it.
///
/// # Errors
/// If the thread knows no such secret, the vault refuses, or the value is not of this type.
pub async fn open<T: DeserializeOwned + Clone>(
    vault: &dyn Vault,
    thread: &Progress,
    secret: &Secret<T>,
) -> Result<T, VaultError> {
    let handle = match secret.expose() {
        Ok(value) => return Ok(value.clone()),
        Err(NotOpened(handle)) => handle,
    };
    let json = text::get(vault, &thread.secrets, &handle).await?;
    let json = json
        .expose()
        .map_err(|error| VaultError::Unreadable(error.to_string()))?;
    // What serde says of a value that does not fit may quote it.
    let wrong = |_| VaultError::Unreadable(format!("the value of `{handle}` is of another type"));
    serde_json::from_str(json).map_err(wrong)
}
