//! Who carries out a tool call (row F4.7): the agent's own tools, a queue, a dry run, a simulation.
//!
//! The thread's events are the same whoever does it, apart from the results.

use std::fmt;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::guard;
use crate::agent::Agent;
use crate::contract::Class;
use crate::port::BoxFuture;
use crate::secret::in_full;
use crate::tool::{CallContext, Failure, FailureKind};

/// A call that is due. `Debug` prints the arguments as they stand in the thread.
#[derive(Clone)]
pub struct ToolCall {
    /// The step's number in the agent's list.
    pub index: usize,
    /// The tool's name.
    pub tool: String,
    /// The tool's version.
    pub version: u32,
    /// The arguments, as JSON text, with the values of secrets.
    pub arguments: String,
    /// The arguments as they stand in the thread, with handles: what may be shown.
    pub shown: String,
    /// Key, attempt, deadline, cancellation.
    pub context: CallContext,
    /// What running it twice would do.
    pub class: Class,
    /// A plain `fn`, which must stay off the async threads.
    pub blocking: bool,
}

impl fmt::Debug for ToolCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolCall")
            .field("index", &self.index)
            .field("tool", &self.tool)
            .field("version", &self.version)
            .field("arguments", &self.shown)
            .field("context", &self.context)
            .field("class", &self.class)
            .field("blocking", &self.blocking)
            .finish_non_exhaustive()
    }
}

/// What a call gives: the result as JSON text.
pub type CallResult = Result<String, Failure>;

/// Carries out tool calls.
pub trait Executor: Send + Sync {
    /// Carries out one call.
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult>;
}

impl<E: Executor + ?Sized> Executor for Arc<E> {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        (**self).execute(call)
    }
}

/// The agent's own tools, with their deps.
#[derive(Debug)]
pub struct Tools<A: Agent>(Arc<A::Deps>);

impl<A: Agent> Tools<A> {
    /// Runs the tools with these deps.
    #[must_use]
    pub fn new(deps: Arc<A::Deps>) -> Self {
        Self(deps)
    }
}

impl<A: Agent> Executor for Tools<A> {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        let Some(run) = A::STEPS.get(call.index).and_then(|step| step.run) else {
            return failed(FailureKind::ToolNotFound, call.tool);
        };
        match in_full(|| run(&call.arguments, Arc::clone(&self.0), call.context)) {
            Ok(future) if call.blocking => Box::pin(guard::off_thread(future)),
            Ok(future) => future,
            Err(error) => failed(FailureKind::BadArguments, error.to_string()),
        }
    }
}

/// Says what would run, and runs nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct DryRun;

impl Executor for DryRun {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        failed(
            FailureKind::NotRun,
            format!("dry run of {} {}", call.tool, call.shown),
        )
    }
}

/// Gives results from a function instead of the world.
pub struct Simulated<F>(F);

impl<F: Fn(&ToolCall) -> CallResult + Send + Sync> Simulated<F> {
    /// The function gives the result as JSON text.
    pub const fn new(results: F) -> Self {
        Self(results)
    }
}

impl<F: Fn(&ToolCall) -> CallResult + Send + Sync> Executor for Simulated<F> {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        let result = (self.0)(&call);
        Box::pin(async move { result })
    }
}

/// Hands calls to workers: the other end of a [`Queue`].
#[derive(Debug, Clone)]
pub struct Queued(mpsc::Sender<Job>);

/// Where workers take their calls from.
#[derive(Debug)]
pub struct Queue(mpsc::Receiver<Job>);

/// A call in the queue.
#[derive(Debug)]
pub struct Job {
    /// The call.
    pub call: ToolCall,
    answer: oneshot::Sender<CallResult>,
}

impl Queued {
    /// A queue that holds at most `capacity` calls, with both its ends.
    #[must_use]
    pub fn new(capacity: usize) -> (Self, Queue) {
        let (sender, receiver) = mpsc::channel(capacity);
        (Self(sender), Queue(receiver))
    }
}

impl Executor for Queued {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        let queue = self.0.clone();
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            let closed = || Failure::new(FailureKind::NotRun, "nobody takes calls from the queue");
            queue
                .send(Job { call, answer })
                .await
                .map_err(|_| closed())?;
            answered.await.map_err(|_| Failure::unknown())?
        })
    }
}

impl Queue {
    /// The next call; `None` when nobody can add one any more.
    pub async fn next(&mut self) -> Option<Job> {
        self.0.recv().await
    }
}

impl Job {
    /// Carries the call out and sends its result back.
    pub async fn run(self, executor: &dyn Executor) {
        if self.answer.is_closed() {
            return;
        }
        let call = self.call;
        let result = guard::call(Box::pin(async { executor.execute(call).await })).await;
        // The thread may have been given up meanwhile; its call is then lost and a person is asked.
        let _ = self.answer.send(result);
    }
}

fn failed(kind: FailureKind, message: String) -> BoxFuture<'static, CallResult> {
    Box::pin(async move { Err(Failure::new(kind, message)) })
}
