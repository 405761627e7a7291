//! Tells a tool's return types apart: `T` or `Result<T, E>`, an `E` with or without a JSON form, that passes or not.
//!
//! Owns the probes that `#[tool]` asks, because a macro sees names and not types. In each probe an
//! inherent item, which exists under a bound, goes before a trait's item, which always exists.

use serde::Serialize;

use super::{Failure, FailureKind, Hint, ToolError, Transient};

/// A return type that is written `Result`: its two halves, whatever alias stands for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is named `Result` but is not one",
    label = "a return type of this name must be `core::result::Result`",
    note = "give the type another name"
)]
pub trait ToolReturn {
    /// What the tool gives when it succeeds.
    type Ok;
    /// What it gives when it fails.
    type Err;

    /// The value as the standard `Result`.
    ///
    /// # Errors
    /// The tool's own.
    fn into_result(self) -> Result<Self::Ok, Self::Err>;
}

impl<T, E> ToolReturn for Result<T, E> {
    type Ok = T;
    type Err = E;

    fn into_result(self) -> Self {
        self
    }
}

/// Asks whether a return type that is not written `Result` is one in disguise.
#[derive(Debug)]
pub struct Return<T>(std::marker::PhantomData<T>);

impl<T, E> Return<Result<T, E>> {
    /// An alias hides a `Result`: its errors would be stored as values.
    pub const PLAIN: bool = false;
}

/// The answer for all other types.
pub trait PlainReturn {
    /// The type is what it looks like.
    const PLAIN: bool = true;
}

impl<T> PlainReturn for Return<T> {}

/// Asks a tool's error for its JSON form, and whether it passes.
#[derive(Debug)]
pub struct Detail<'a, E>(pub &'a E);

impl<E: Serialize> Detail<'_, E> {
    /// The error as JSON text; `None` if serde refuses it.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        serde_json::to_string(self.0).ok()
    }
}

impl<E: Transient> Detail<'_, E> {
    /// In how many milliseconds another attempt may go well, if the error passes.
    #[must_use]
    pub fn after_ms(&self) -> Option<u64> {
        let after = self.0.retry_after()?;
        Some(u64::try_from(after.as_millis()).unwrap_or(u64::MAX))
    }
}

impl<E: Hint> Detail<'_, E> {
    /// What the model may do about the error, if it says so.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        self.0.hint().map(Into::into)
    }
}

/// The answers for errors that cannot be serialized, and for those that do not say whether they pass or what may help.
pub trait NoDetail {
    /// Nothing.
    fn detail(&self) -> Option<String> {
        None
    }

    /// Nobody knows.
    fn hint(&self) -> Option<String> {
        None
    }

    /// Never.
    fn after_ms(&self) -> Option<u64> {
        None
    }
}

impl<E> NoDetail for Detail<'_, E> {}

/// The failure of a tool that returned `Err`.
#[must_use]
pub fn failure<E: ToolError>(
    error: &E,
    detail: Option<String>,
    hint: Option<String>,
    after: Option<u64>,
) -> Failure {
    Failure {
        kind: FailureKind::Error,
        message: error.text(),
        detail,
        hint,
        retry_after_ms: after,
    }
}
