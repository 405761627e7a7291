//! Values that nobody is shown: not the model, not a log, not a page.
//!
//! Owns the value in its wrapper, the handle that stands for it in a thread, where a shape keeps such values, and how
//! they are taken out of texts. Knows nothing of who keeps them: see [`port::Vault`](crate::port::Vault).

mod account;
pub(crate) mod encoded;
mod handle;
mod opened;
mod places;
mod written;

use std::fmt;

use serde::de::Deserializer;
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};

pub(crate) use account::{in_places, unnoted};
pub use handle::{Handle, HandleError};
pub use opened::Opened;
pub use places::{Place, first_place, places};
pub(crate) use written::in_full;
#[doc(hidden)]
pub use written::{SecretInput, SecretText, secret_text};

use crate::schema::{Kind, SECRET, Schema, Shape, ShapeRef};

/// A value that nobody is shown: a password, a key, an account number.
///
/// A tool takes it by value and gives it as part of its result. In the thread stands a [`Handle`] in its place, and
/// the model sees that and passes it on; a [`Vault`](crate::port::Vault) keeps the value. Neither `Debug` nor
/// `Display` prints it, and serde writes it nowhere but in a tool's result on its way to the vault.
///
/// ```
/// use agent_core::secret::Secret;
/// let password = Secret::new("hunter2");
/// assert_eq!(format!("{password} {password:?}"), "*** ***");
/// assert_eq!(password.expose().unwrap(), "hunter2");
/// assert!(serde_json::to_string(&password).is_err());
/// ```
///
/// What was read from a thread holds the handle; [`Runner::open_secret`](../run/struct.Runner.html) gives the value.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T = String>(Held<T>);

#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Held<T> {
    Handle(Handle),
    Value(T),
}

/// A [`Secret`] that holds its handle, where its value was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is the handle of a secret\nnote: a tool is given the value; elsewhere `Runner::open_secret` gives it"
)]
pub struct NotOpened(pub Handle);

/// For tools whose error is a text.
impl From<NotOpened> for String {
    fn from(error: NotOpened) -> Self {
        error.to_string()
    }
}

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self::of(text.into())
    }
}

impl<T> Secret<T> {
    /// Wraps a value of any type.
    #[must_use]
    pub const fn of(value: T) -> Self {
        Self(Held::Value(value))
    }

    /// The value.
    ///
    /// # Errors
    /// If this holds a handle, as what was read from a thread does.
    pub fn expose(&self) -> Result<&T, NotOpened> {
        match &self.0 {
            Held::Value(value) => Ok(value),
            Held::Handle(handle) => Err(NotOpened(handle.clone())),
        }
    }

    /// The value itself.
    ///
    /// # Errors
    /// As [`expose`](Self::expose).
    pub fn into_exposed(self) -> Result<T, NotOpened> {
        match self.0 {
            Held::Value(value) => Ok(value),
            Held::Handle(handle) => Err(NotOpened(handle)),
        }
    }

    /// The handle, if that is what this holds.
    #[must_use]
    pub const fn handle(&self) -> Option<&Handle> {
        match &self.0 {
            Held::Handle(handle) => Some(handle),
            Held::Value(_) => None,
        }
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::of(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<T> From<Handle> for Secret<T> {
    fn from(handle: Handle) -> Self {
        Self(Held::Handle(handle))
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Held::Handle(handle) => handle.fmt(f),
            Held::Value(_) => f.write_str("***"),
        }
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Held::Handle(handle) => handle.serialize(serializer),
            Held::Value(value) if written::in_values() => account::value(value, serializer),
            Held::Value(_) => Err(S::Error::custom(written::REFUSED)),
        }
    }
}

/// A text that is a handle reads as one, and whatever else there is as the value; numbers beyond 64 bits only where a
/// tool's arguments are read.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Serde remembers what it may have to read twice, and has no room for the largest numbers.
        let held = if written::in_values() {
            T::deserialize(deserializer).map(Held::Value)
        } else {
            Held::deserialize(deserializer)
        };
        // What serde says of a value that does not fit may quote it.
        held.map(Self)
            .map_err(|_| serde::de::Error::custom("a secret that does not read as its type"))
    }
}

static SHAPE: Shape = Shape {
    name: "",
    doc: "",
    text_hash: 0,
    kind: Kind::String { format: SECRET },
};

impl<T> Schema for Secret<T> {
    const SHAPE: ShapeRef = ShapeRef::new(&SHAPE);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_printed_and_written_nowhere() {
        let secret = Secret::of(vec![4111_u32]);
        assert_eq!(format!("{secret} {secret:?}"), "*** ***");
        let refused = serde_json::to_string(&secret).unwrap_err().to_string();
        assert!(refused.contains("keep_secret") && !refused.contains("4111"));
        assert_eq!(
            in_full(|| serde_json::to_string(&secret)).unwrap(),
            "[4111]"
        );
        assert!(serde_json::to_string(&secret).is_err());
    }

    #[test]
    fn a_handle_reads_as_one_and_anything_else_as_the_value() {
        let text = r#""secret:0123456789abcdef""#;
        let secret: Secret = serde_json::from_str(text).unwrap();
        assert_eq!(
            secret.expose().unwrap_err().0.as_str(),
            "secret:0123456789abcdef"
        );
        assert_eq!(serde_json::to_string(&secret).unwrap(), text);
        assert_eq!(format!("{secret:?}"), "secret:0123456789abcdef");
        let other: Secret = serde_json::from_str(r#""secret:0123""#).unwrap();
        assert_eq!(other.expose().unwrap(), "secret:0123");
        let number: Secret<u32> = serde_json::from_str("7").unwrap();
        assert_eq!(number.expose(), Ok(&7));
        let wrong = serde_json::from_str::<Secret<u32>>(r#""hunter2""#).unwrap_err();
        assert!(!wrong.to_string().contains("hunter2"), "{wrong}");
    }
}
