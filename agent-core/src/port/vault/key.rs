//! The vault that is a key: values stand in the thread itself, under a lock.

use std::fmt;

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};

use super::{BoxFuture, Slot, Vault, VaultError};
use crate::event::SecretKept;
use crate::hex::{hex, unhex};
use crate::secret::{Handle, Secret};

/// Bytes of the nonce: long enough to be random.
const NONCE: usize = 24;

/// Locks secrets into the threads that they stand in (XChaCha20-Poly1305), so that a thread that goes to another machine
/// needs nothing but the key there. A value is bound to its handle and to the thread that it was kept for, which
/// [`SecretKept::thread`] names where it went along to another: under any other handle or thread's name it does not open.
///
/// A key is 32 random bytes (`openssl rand -hex 32`). Nothing finds what was locked with a key that is lost.
///
/// ```
/// use agent_core::port::KeyVault;
/// let vault = KeyVault::from_hex(&"5a".repeat(32).into())?;
/// assert_eq!(format!("{vault:?}"), "KeyVault");
/// # Ok::<(), agent_core::port::KeyVaultError>(())
/// ```
#[derive(Clone)]
pub struct KeyVault {
    cipher: XChaCha20Poly1305,
    /// Of its own, since handles are shown.
    handles: [u8; 32],
}

/// A text that is no key. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a vault's key must be 64 hexadecimal digits\nnote: `openssl rand -hex 32` makes one")]
pub struct KeyVaultError;

impl KeyVault {
    /// A vault with this key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        let handles = Sha256::new().chain_update(b"handles").chain_update(key);
        Self {
            cipher: XChaCha20Poly1305::new(&key.into()),
            handles: handles.finalize().into(),
        }
    }

    /// A vault with the key that is written so, as an environment variable may hold it.
    ///
    /// # Errors
    /// If it is not 64 hexadecimal digits.
    pub fn from_hex(key: &Secret) -> Result<Self, KeyVaultError> {
        let bytes = key.expose().ok().and_then(|text| unhex(text.trim()));
        let key = bytes.and_then(|bytes| bytes.try_into().ok());
        key.map(Self::new).ok_or(KeyVaultError)
    }

    fn lock(&self, slot: &Slot, value: &Secret) -> Result<SecretKept, VaultError> {
        let failed = |why: &str| VaultError::Failed(why.to_owned());
        let handle = Handle::of(&self.handles, &slot.name());
        let nonce = XNonce::try_generate().map_err(|_| failed("no random bytes"))?;
        let text = value.expose().map_err(|_| failed("this is a handle"))?;
        let bound = bound(&slot.thread, &handle);
        let sealed = Payload {
            msg: text.as_bytes(),
            aad: bound.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&nonce, sealed);
        let sealed = sealed.map_err(|_| failed("it is too long"))?;
        let kept = hex(&nonce) + &hex(&sealed);
        Ok(SecretKept::new(handle, kept))
    }

    fn unlock(&self, thread: &str, secret: &SecretKept) -> Option<Secret> {
        let bytes = unhex(&secret.kept)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let bound = bound(thread, &secret.handle);
        let sealed = Payload {
            msg: sealed,
            aad: bound.as_bytes(),
        };
        let nonce = XNonce::try_from(nonce).ok()?;
        let text = self.cipher.decrypt(&nonce, sealed).ok()?;
        String::from_utf8(text).ok().map(Secret::new)
    }
}

/// What a value belongs to: a handle has no space.
fn bound(thread: &str, handle: &Handle) -> String {
    format!("{handle} {thread}")
}

impl Vault for KeyVault {
    fn keep<'a>(
        &'a self,
        slot: &'a Slot,
        value: &'a Secret,
    ) -> BoxFuture<'a, Result<SecretKept, VaultError>> {
        let kept = self.lock(slot, value);
        Box::pin(async { kept })
    }

    fn open<'a>(
        &'a self,
        thread: &'a str,
        kept: &'a SecretKept,
    ) -> BoxFuture<'a, Result<Secret, VaultError>> {
        let wrong = || {
            let text = format!("`{}` was locked with another key, or altered", kept.handle);
            VaultError::Failed(text)
        };
        let value = self.unlock(thread, kept).ok_or_else(wrong);
        Box::pin(async { value })
    }
}

impl fmt::Debug for KeyVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyVault")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_locked_opens_with_the_key_for_its_thread_and_handle_alone() {
        let vault = KeyVault::new([7; 32]);
        let slot = Slot {
            thread: "t-1".into(),
            place: "1/1/0".into(),
        };
        let kept = vault.lock(&slot, &Secret::new("\"hunter2\"")).unwrap();
        assert_eq!(
            vault.unlock("t-1", &kept).unwrap().expose().unwrap(),
            "\"hunter2\""
        );
        let again = vault.lock(&slot, &Secret::new("\"hunter2\"")).unwrap();
        assert!(again.handle == kept.handle && again.kept != kept.kept);
        assert!(vault.unlock("t-2", &kept).is_none());
        assert!(KeyVault::new([8; 32]).unlock("t-1", &kept).is_none());
        let mut moved = kept.clone();
        moved.handle = Handle::of(b"", "x");
        assert!(vault.unlock("t-1", &moved).is_none());
        for at in 0..kept.kept.len() {
            let mut cut = kept.clone();
            cut.kept.truncate(at);
            assert!(vault.unlock("t-1", &cut).is_none(), "{at}");
            let digit = if kept.kept.as_bytes()[at] == b'0' {
                "1"
            } else {
                "0"
            };
            let mut changed = kept.clone();
            changed.kept.replace_range(at..=at, digit);
            assert!(vault.unlock("t-1", &changed).is_none(), "{at}");
        }
        assert!(KeyVault::from_hex(&"zz".repeat(32).into()).is_err());
        assert!(KeyVault::from_hex(&"+1".repeat(32).into()).is_err());
    }
}
