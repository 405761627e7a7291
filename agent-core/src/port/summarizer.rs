//! The port to a summarizer: it shortens a long result before the model is told.

use super::BoxFuture;
use crate::event::ThreadId;

/// A result that is too long to be told whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRequest {
    /// The thread.
    pub thread: ThreadId,
    /// The call, unique in the thread.
    pub call: u64,
    /// The tool.
    pub tool: String,
    /// What it was called with, as JSON text.
    pub arguments: String,
    /// The whole result, as JSON text.
    pub result: String,
}

/// A summarizer that could not shorten a result: the model is told the whole.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SummaryError(pub String);

/// Shortens long results; may be a rule or another model.
///
/// The whole result stays in the log and is what the flow and the business state see; only the model reads the
/// summary. The summary is an event, so it is made once, and after a restart at the latest.
///
/// ```
/// use agent_core::port::{BoxFuture, Summarizer, SummaryError, SummaryRequest};
///
/// /// The beginning of a text.
/// struct Head;
///
/// impl Summarizer for Head {
///     fn summarize<'a>(
///         &'a self,
///         request: &'a SummaryRequest,
///     ) -> BoxFuture<'a, Result<String, SummaryError>> {
///         let head: String = request.result.chars().take(200).collect();
///         Box::pin(async move { Ok(format!("{head} … (shortened)")) })
///     }
/// }
/// # let _ = Head;
/// // `Runner::new(model, deps).summarizer(10_000, Head)`: results of more than 10,000 bytes
/// ```
pub trait Summarizer: Send + Sync {
    /// What the model is told in place of the result.
    ///
    /// # Errors
    /// If there is no summary; the model is then told the whole result.
    fn summarize<'a>(
        &'a self,
        request: &'a SummaryRequest,
    ) -> BoxFuture<'a, Result<String, SummaryError>>;
}
