//! Typed tools: a call is a value, and running it needs the agent's deps.
//!
//! Owns [`Tool`], [`Call`] and what surrounds one call. Knows nothing of models, threads or the loop.

pub mod args;
mod call_context;
pub(crate) mod expansion;
mod failure;
mod finite;
mod kept;
mod hint;
mod output;
mod provide;
pub(crate) mod returns;
mod run;
mod transient;

use std::future::Future;

use serde::Serialize;

pub(crate) use args::or_empty;
pub use args::{Args, ArgumentError};
pub use call_context::{CallContext, Cancellation};
pub use failure::{Failure, FailureKind};
pub use hint::Hint;
pub use kept::KeptResults;
pub use output::{Input, ToolError, ToolOutput};
pub use provide::Provides;
pub(crate) use run::run;
pub use transient::Transient;

use crate::contract::Contract;

/// A call of a tool, as a value: `GetOrder { order_id }` for `#[tool] fn get_order(order_id: …)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tool",
    label = "this variant must hold a tool's call",
    note = "write `#[agent_core::tool]` on the function that `{Self}` is named after"
)]
pub trait Tool: Serialize + Sized + Send + 'static {
    /// Name, version, shapes, class and policy.
    const CONTRACT: &'static Contract;

    /// What a call returns.
    type Output: ToolOutput;

    /// Reads the arguments from JSON text. What the schema allows is read; the rest is refused.
    ///
    /// # Errors
    /// Names the argument by JSON pointer, what was expected and what came.
    fn from_json(arguments: &str) -> Result<Self, ArgumentError>;

    /// The arguments as canonical JSON: declaration order, no spaces.
    ///
    /// # Errors
    /// What serde says.
    fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Whether a person must approve this call (the tool's `ask_if`).
    fn ask_if(&self) -> bool {
        matches!(Self::CONTRACT.gate, crate::contract::Gate::Always)
    }
}

/// A tool that runs with the deps `D`.
pub trait Call<D: ?Sized>: Tool {
    /// Runs the call.
    fn call(
        self,
        deps: &D,
        cx: &CallContext,
    ) -> impl Future<Output = Result<Self::Output, Failure>> + Send;
}
