//! When the value of a secret is written: in a tool's result on its way to the vault, and nowhere else; and when there
//! are only values to be read: in a tool's arguments.
//!
//! Serde hands a type nothing but the writer, so who writes says it here, for this thread and as long as it writes.

use std::cell::Cell;

use serde::Serialize;
use serde::ser::{Error as _, Serializer};

use super::{Handle, Secret, account};

/// What serde says where a value would be written.
pub(super) const REFUSED: &str = "the value of a secret is not written here: keep it with `Runner::keep_secret`, and put the handle that this gives in its place";

thread_local! {
    static IN_FULL: Cell<bool> = const { Cell::new(false) };
}

/// Writes or reads with the values of secrets.
pub(crate) fn in_full<R>(pass: impl FnOnce() -> R) -> R {
    let _before = Before(IN_FULL.replace(true));
    pass()
}

pub(super) fn in_values() -> bool {
    IN_FULL.get()
}

/// Puts back what was, also where what writes panics.
struct Before(bool);

impl Drop for Before {
    fn drop(&mut self) {
        IN_FULL.set(self.0);
    }
}

/// Writes a plain text that is secret, as [`Secret`] writes its own.
///
/// # Errors
/// Where its value must not be written.
pub fn secret_text<T: SecretInput, S: Serializer>(
    text: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if text.may_be_written() {
        text.serialize(serializer)
    } else if in_values() {
        account::value(text, serializer)
    } else {
        Err(S::Error::custom(REFUSED))
    }
}

/// A plain text that is secret, to be written.
#[derive(Clone, Copy)]
pub struct SecretText<'a, T>(pub &'a T);

impl<T: SecretInput> Serialize for SecretText<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        secret_text(self.0, serializer)
    }
}

/// Prints nothing of a plain text that is secret, unless it is a handle.
impl<T: SecretInput> std::fmt::Debug for SecretText<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match serde_json::to_string(self) {
            Ok(shown) => f.write_str(&shown),
            Err(_) => f.write_str("***"),
        }
    }
}

/// What `#[schema(secret)]` may stand on.
#[diagnostic::on_unimplemented(
    message = "`secret` must stand on a `String` or a `Secret<…>`, and this is a `{Self}`",
    label = "write `Secret<{Self}>`"
)]
pub trait SecretInput: Serialize {
    /// The type whose shape and whose way of writing are taken.
    type As;

    /// Whether what is written shows no value.
    fn may_be_written(&self) -> bool;
}

impl SecretInput for String {
    type As = Secret;

    fn may_be_written(&self) -> bool {
        Handle::is(self)
    }
}

impl<T: Serialize> SecretInput for Secret<T> {
    type As = Self;

    fn may_be_written(&self) -> bool {
        true
    }
}

impl<T: SecretInput> SecretInput for Option<T> {
    type As = Option<T::As>;

    fn may_be_written(&self) -> bool {
        self.as_ref().is_none_or(SecretInput::may_be_written)
    }
}
