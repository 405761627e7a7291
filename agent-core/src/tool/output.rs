//! What a tool may take, return and fail with.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::schema::Schema;

/// A value that the model can fill in.
#[diagnostic::on_unimplemented(
    message = "the model cannot fill in a `{Self}`",
    label = "a parameter taken by value needs a schema, and serde's `Serialize` and `Deserialize`",
    note = "write `#[agent_core::data]` on `{Self}`, or take `&{Self}` if the agent's deps provide it"
)]
pub trait Input: Schema + Serialize + DeserializeOwned + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Schema + Serialize + DeserializeOwned + Send + 'static> Input for T {}

/// A value that a tool returns: written to the log and read back for the flow.
///
/// Live runs and replays take the same path, so a type that does not survive the way through JSON
/// is found on its first run.
#[diagnostic::on_unimplemented(
    message = "a tool cannot return `{Self}`",
    label = "the result must be written to the log and read back",
    note = "write `#[agent_core::data]` on `{Self}`"
)]
pub trait ToolOutput: Sized + Send + 'static {
    /// The value as JSON text.
    ///
    /// # Errors
    /// What serde says; NaN and infinities are refused, because JSON cannot hold them.
    fn to_json(&self) -> Result<String, String>;

    /// Reads the value back.
    ///
    /// # Errors
    /// What serde says.
    fn from_json(text: &str) -> Result<Self, serde_json::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Schema + Serialize + DeserializeOwned + Send + 'static> ToolOutput for T {
    fn to_json(&self) -> Result<String, String> {
        serde_json::to_string(self).map_err(|error| error.to_string())
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
