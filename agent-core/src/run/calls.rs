//! One call: guarded against panics, hangs and huge results.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::executor::{CallResult, Executor, ToolCall};
use super::{Bounds, Flight, Landed, RunError, Runner};
use crate::agent::{Agent, StepKind};
use crate::contract::Contract;
use crate::event::{CallFailed, CallLost, CallReturned, CallStarted, Does, Fact};
use crate::port::BoxFuture;
use crate::reducer::{Effect, OpenStep, StepStatus};
use crate::thread::Thread;
use crate::tool::{CallContext, Cancellation, Failure, FailureKind};

/// How a call ended.
pub(super) struct Ended {
    call: u64,
    ms: u64,
    result: CallResult,
}

/// How often a call that is safe to repeat is begun again after crashes, beyond its attempts: a tool that
/// takes the process down each time must not do so for ever.
const RECOVERIES: u32 = 3;

impl<A: Agent> Runner<A> {
    /// Starts calls and asks people; false if there was nothing to start.
    pub(super) async fn take_off(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        effects: &[Effect],
    ) -> Result<bool, RunError> {
        let before = thread.len();
        let mut jobs = Vec::new();
        let mut asked = false;
        for effect in effects {
            match *effect {
                Effect::RunCall { call, attempt } => {
                    jobs.extend(self.begin(thread, flight, call, attempt)?);
                }
                Effect::RecoverCall { call } => jobs.extend(self.recover(thread, flight, call)?),
                Effect::AskApproval { call }
                | Effect::AskQuestion { call }
                | Effect::AskVerdict { call } => asked |= self.ask_person(thread, flight, call),
                Effect::AskModel
                | Effect::ReadReply
                | Effect::AskFlow
                | Effect::LookAtGate { .. }
                | Effect::Wait { .. }
                | Effect::Stop(_) => {}
            }
        }
        // Every start is durable before the first call runs.
        self.commit(thread).await?;
        jobs.into_iter().for_each(|job| self.spawn(flight, job));
        Ok(asked || thread.len() > before)
    }

    /// Notes that a call starts; `None` if it is under way or there is no room for it.
    fn begin(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        call: u64,
        attempt: u32,
    ) -> Result<Option<CallJob>, RunError> {
        if flight.calls.contains(&call) || flight.calls.len() >= self.bounds.parallel {
            return Ok(None);
        }
        let Some(job) = self.job(thread, call, attempt) else {
            return Ok(None);
        };
        self.append(thread, &[Fact::CallStarted(CallStarted { call, attempt })])?;
        flight.calls.insert(call);
        Ok(Some(job))
    }

    fn spawn(&self, flight: &mut Flight, job: CallJob) {
        let executor = Arc::clone(&self.executor);
        let cap = self.bounds.output_bytes;
        flight.tasks.spawn(async move {
            let (call, began) = (job.number, Instant::now());
            let result = job.run(&*executor, cap).await;
            let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            Landed::Call(Ended { call, ms, result })
        });
    }

    /// A call that started elsewhere and never answered runs again only if its class allows.
    fn recover(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        call: u64,
    ) -> Result<Option<CallJob>, RunError> {
        if flight.calls.contains(&call) {
            return Ok(None);
        }
        match thread.state().open_step(call).and_then(next_attempt::<A>) {
            Some(attempt) => self.begin(thread, flight, call, attempt),
            None => {
                self.append(thread, &[Fact::CallLost(CallLost { call })])?;
                Ok(None)
            }
        }
    }

    pub(super) fn call_ended(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        ended: Ended,
    ) -> Result<(), RunError> {
        let Ended { call, ms, result } = ended;
        flight.calls.remove(&call);
        let Some(step) = thread.state().open_step(call) else {
            // Cancelled meanwhile: nobody waits for the result.
            return Ok(());
        };
        let fact = match result {
            Ok(value) => Fact::CallReturned(CallReturned { call, ms, value }),
            Err(failure) => Fact::CallFailed(CallFailed {
                call,
                ms,
                retry: may_retry::<A>(step, &failure),
                failure,
            }),
        };
        self.append(thread, std::slice::from_ref(&fact))?;
        flight.rendered.saw(thread, fact);
        Ok(())
    }

    fn job(&self, thread: &Thread, call: u64, attempt: u32) -> Option<CallJob> {
        let step = thread.state().open_step(call)?;
        let index = A::table().find(&step.step, step.version)?;
        let contract = contract::<A>(step);
        let limit = contract
            .and_then(|contract| contract.timeout)
            .unwrap_or(self.bounds.timeout);
        Some(CallJob {
            number: call,
            limit,
            call: ToolCall {
                index,
                tool: step.step.clone(),
                version: step.version,
                arguments: step.arguments.clone(),
                blocking: contract.is_some_and(|contract| contract.blocking),
                context: CallContext {
                    idempotency_key: idempotency_key(thread, call),
                    attempt,
                    deadline: Some(Instant::now() + limit),
                    cancellation: Cancellation::default(),
                },
            },
        })
    }
}

/// The same for every attempt of a call, and for no other call of any thread.
pub(super) fn idempotency_key(thread: &Thread, call: u64) -> String {
    format!("{}/{call}", thread.id())
}

fn contract<A: Agent>(step: &OpenStep) -> Option<&'static Contract> {
    let index = A::table().find(&step.step, step.version)?;
    match &A::SPEC.steps.get(index)?.kind {
        StepKind::Tool(contract) => Some(contract),
        StepKind::Ask(_) | StepKind::Done | StepKind::Wait(_) => None,
    }
}

/// The attempt that may follow one that started and never answered.
fn next_attempt<A: Agent>(step: &OpenStep) -> Option<u32> {
    let (StepStatus::Running(attempt), Does::Call { class, .. }) = (&step.status, step.does) else {
        return None;
    };
    let attempts = contract::<A>(step).map_or(1, |contract| contract.attempts);
    (class.may_run_again() && *attempt < attempts + RECOVERIES).then(|| attempt + 1)
}

/// Another attempt follows a failure that another attempt may mend, if the class allows it.
fn may_retry<A: Agent>(step: &OpenStep, failure: &Failure) -> bool {
    let passing = match failure.kind {
        FailureKind::Error | FailureKind::Timeout | FailureKind::Panicked => true,
        FailureKind::TooLarge
        | FailureKind::Denied
        | FailureKind::Unknown
        | FailureKind::BadArguments
        | FailureKind::Cancelled
        | FailureKind::ToolNotFound
        | FailureKind::NotRun => false,
    };
    match (&step.status, step.does) {
        (StepStatus::Running(attempt), Does::Call { class, .. }) => {
            let attempts = contract::<A>(step).map_or(1, |contract| contract.attempts);
            passing && class.may_run_again() && *attempt < attempts
        }
        _ => false,
    }
}

/// A call with its time limit.
struct CallJob {
    number: u64,
    call: ToolCall,
    limit: Duration,
}

impl CallJob {
    async fn run(self, executor: &dyn Executor, cap: usize) -> CallResult {
        let cancellation = self.call.context.cancellation.clone();
        let blocking = self.call.blocking;
        let future = executor.execute(self.call);
        let guarded = async move {
            if blocking {
                off_thread(future).await
            } else {
                Guard(future).await
            }
        };
        let result = timeout(self.limit, guarded).await.unwrap_or_else(|_| {
            cancellation.cancel();
            let text = format!("no answer within {} ms", self.limit.as_millis());
            Err(Failure::new(FailureKind::Timeout, text))
        })?;
        capped(result, cap)
    }
}

fn capped(result: String, cap: usize) -> CallResult {
    if result.len() <= cap {
        return Ok(result);
    }
    let text = format!("the result has {} bytes; {cap} are allowed", result.len());
    Err(Failure::new(FailureKind::TooLarge, text))
}

/// A plain function may block: it gets a thread of its own.
async fn off_thread(future: BoxFuture<'static, CallResult>) -> CallResult {
    let done = tokio::task::spawn_blocking(move || {
        let mut guard = Guard(future);
        match Pin::new(&mut guard).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => Err(Failure::new(
                FailureKind::Error,
                "a plain function did not return at once",
            )),
        }
    });
    done.await
        .unwrap_or_else(|error| Err(Failure::new(FailureKind::Panicked, error.to_string())))
}

/// A future whose panic is a failure.
struct Guard(BoxFuture<'static, CallResult>);

impl Future for Guard {
    type Output = CallResult;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<CallResult> {
        let future = self.0.as_mut();
        catch_unwind(AssertUnwindSafe(|| future.poll(cx))).unwrap_or_else(|panic| {
            Poll::Ready(Err(Failure::new(
                FailureKind::Panicked,
                panic_text(&*panic),
            )))
        })
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| String::from("the tool panicked"))
}

impl Bounds {
    /// What holds where nobody says otherwise.
    pub(super) const DEFAULT: Self = Self {
        timeout: Duration::from_secs(30),
        output_bytes: 1 << 20,
        parallel: 16,
    };
}
