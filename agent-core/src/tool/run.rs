//! Running a tool: the one place in the pure part that makes a future.

use std::sync::Arc;

use super::{ArgumentError, Call, CallContext, Failure, FailureKind, ToolOutput};
use crate::future::BoxFuture;
use crate::secret::in_places;

/// Decodes the arguments and gives the call's future, whose value is the result as JSON text.
pub(crate) fn run<D: Send + Sync + 'static, T: Call<D>>(
    arguments: &str,
    deps: Arc<D>,
    cx: CallContext,
) -> Result<BoxFuture<'static, Result<String, Failure>>, ArgumentError> {
    let call = T::from_json(arguments)?;
    Ok(Box::pin(async move {
        let output = call.call(&deps, &cx).await?;
        // The one place where values are written: the runner hands them to the vault.
        let json = in_places(T::Output::OUTPUT, || output.to_json())
            .map_err(|error| Failure::new(FailureKind::Unreadable, error.to_string()))?;
        json.map_err(|reason| Failure::new(FailureKind::Error, reason))
    }))
}
