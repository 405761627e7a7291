//! The port to a judge: it sees a call before it runs, and may forbid it.

use super::BoxFuture;
use crate::contract::Class;
use crate::event::{Chooser, ThreadId};

/// A call that is about to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeRequest {
    /// The thread.
    pub thread: ThreadId,
    /// The call, unique in the thread.
    pub call: u64,
    /// Who chose it.
    pub by: Chooser,
    /// The tool.
    pub tool: String,
    /// The tool's version.
    pub version: u32,
    /// What running it twice would do.
    pub class: Class,
    /// Exactly what would run, as JSON text.
    pub arguments: String,
    /// The business state, as JSON text.
    pub state: String,
}

/// What a judge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// The call may run, if a person approves it where the tool's gate asks.
    Allow,
    /// It must not run.
    Veto {
        /// Why; the model and the flow are told.
        reason: String,
    },
}

/// A judge that could not come to a judgement: the call is forbidden.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JudgeError(pub String);

/// Sees each call before it runs, whoever chose it, and before a person is asked about it; may be a rule or
/// another model.
///
/// Its judgement is an event, so no call is judged twice, not even after a restart. It fails closed: an error, a
/// panic or no answer in time is a veto. A vetoed call never ran; the flow sees a failure of the kind
/// [`Vetoed`](crate::tool::FailureKind::Vetoed).
///
/// ```
/// use agent_core::port::{BoxFuture, Judge, JudgeError, JudgeRequest, Judgement};
///
/// /// Nobody is paid on a Sunday.
/// struct NoPayments;
///
/// impl Judge for NoPayments {
///     fn name(&self) -> &str {
///         "sunday"
///     }
///
///     fn judge<'a>(
///         &'a self,
///         request: &'a JudgeRequest,
///     ) -> BoxFuture<'a, Result<Judgement, JudgeError>> {
///         Box::pin(async move {
///             Ok(match request.tool.as_str() {
///                 "pay" => Judgement::Veto { reason: "it is Sunday".into() },
///                 _ => Judgement::Allow,
///             })
///         })
///     }
/// }
/// # let _ = NoPayments;
/// // `Runner::new(model, deps).judged_by(NoPayments)`
/// ```
pub trait Judge: Send + Sync {
    /// The name that stands in the log.
    fn name(&self) -> &str;

    /// Judges a call.
    ///
    /// # Errors
    /// If there is no judgement; the call is then forbidden.
    fn judge<'a>(
        &'a self,
        request: &'a JudgeRequest,
    ) -> BoxFuture<'a, Result<Judgement, JudgeError>>;
}
