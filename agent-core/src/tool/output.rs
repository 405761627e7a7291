//! What a tool may take, return and fail with.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::ser::SerializeStruct;

use super::{Args, ArgumentError};
use crate::schema::{Field, Schema, ShapeRef};

/// A value that the model can fill in.
///
/// Everything that `#[tool]` does with a parameter goes through this one trait, so that a type
/// which does not fit is one error and not one for each of the traits below it.
#[diagnostic::on_unimplemented(
    message = "the model cannot fill in a `{Self}`",
    label = "a parameter taken by value needs `Schema`, `Clone`, and serde's `Serialize` and `Deserialize`",
    note = "write `#[agent_core::data]` on `{Self}` (in an `Option`, a `Vec` or the like: on the type within), or take `&{Self}` if the agent's deps provide it"
)]
pub trait Input: Sized {
    /// What a field of this type starts from; the macro fills in the rest.
    #[doc(hidden)]
    const INPUT: Field;

    /// Decodes the argument at `index`.
    #[doc(hidden)]
    fn take(args: &mut Args<'_>, index: usize) -> Result<Self, ArgumentError>;

    /// Decodes the argument at `index`, or makes it where it is missing.
    #[doc(hidden)]
    fn take_or(
        args: &mut Args<'_>,
        index: usize,
        default: fn() -> Self,
    ) -> Result<Self, ArgumentError>;

    /// Writes the value as one field of a call.
    #[doc(hidden)]
    fn write<S: SerializeStruct>(&self, call: &mut S, name: &'static str) -> Result<(), S::Error>;

    /// A copy for a clone of the call.
    #[doc(hidden)]
    #[must_use]
    fn copy(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Schema + Clone + Serialize + DeserializeOwned + Send + 'static> Input for T {
    const INPUT: Field = T::FIELD;

    fn take(args: &mut Args<'_>, index: usize) -> Result<Self, ArgumentError> {
        args.take(index)
    }

    fn take_or(
        args: &mut Args<'_>,
        index: usize,
        default: fn() -> Self,
    ) -> Result<Self, ArgumentError> {
        args.take_or(index, default)
    }

    fn write<S: SerializeStruct>(&self, call: &mut S, name: &'static str) -> Result<(), S::Error> {
        call.serialize_field(name, self)
    }

    fn copy(&self) -> Self {
        self.clone()
    }
}

/// A value that a tool returns: written to the log and read back for the flow.
///
/// Live runs and replays take the same path, so a type that does not survive the way through JSON
/// is found on its first run.
#[diagnostic::on_unimplemented(
    message = "a tool cannot return `{Self}`",
    label = "the result must be written to the log and read back",
    note = "write `#[agent_core::data]` on `{Self}` (in an `Option`, a `Vec` or the like: on the type within); a `Result` must be called `Result` in the signature"
)]
pub trait ToolOutput: Sized + Send + 'static {
    /// The value's JSON form.
    #[doc(hidden)]
    const OUTPUT: ShapeRef;

    /// The value as JSON text.
    ///
    /// # Errors
    /// What serde says. NaN and infinities are refused, because JSON has no number for them.
    fn to_json(&self) -> Result<String, String>;

    /// Reads the value back.
    ///
    /// # Errors
    /// What serde says.
    fn from_json(text: &str) -> Result<Self, serde_json::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Schema + Serialize + DeserializeOwned + Send + 'static> ToolOutput for T {
    const OUTPUT: ShapeRef = T::SHAPE;

    fn to_json(&self) -> Result<String, String> {
        let json = serde_json::to_string(self)
            .map_err(|error| format!("the result is not JSON: {error}"))?;
        super::finite::check(self, &json)?;
        Ok(json)
    }

    fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// An error that a tool may return.
#[diagnostic::on_unimplemented(
    message = "tool error `{Self}` cannot be shown to the model",
    label = "the model reads the error's text",
    note = "implement `std::fmt::Display` for `{Self}`, for example with `thiserror`"
)]
pub trait ToolError {
    /// The text for the model.
    fn text(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<E: std::fmt::Display> ToolError for E {
    fn text(&self) -> String {
        self.to_string()
    }
}
