//! One call: guarded against panics, hangs and huge results.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::executor::{CallResult, Executor, ToolCall};
use super::outside::reads_kept;
use super::retry::{contract, next_attempt, shortened, unavailable};
use super::secrets::{CallSecrets, SealedResult, execute};
use super::{Bounds, Flight, Landed, RunError, Runner, ms_since};
use crate::breaker::{Admission, Breaker, Change};
use crate::contract::Class;
use crate::event::{
    BreakerClosed, BreakerOpened, BreakerProbed, CallFailed, CallLost, CallReturned, CallStarted,
    Fact, SecretKept, Time,
};
use crate::port::HELP;
use crate::reducer::{Effect, FoldError, OpenStep, sub_of_step};
use crate::sub::SubTask;
use crate::thread::Thread;
use crate::tool::{CallContext, Cancellation, Failure, FailureKind};

/// How a call ended.
pub(super) struct Ended {
    call: u64,
    ms: u64,
    result: CallResult,
    kept: Vec<SecretKept>,
}

impl<A> Runner<A> {
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
                Effect::RunCall { call, .. } | Effect::LookAtGate { call }
                    if self.unjudged(thread, call) =>
                {
                    self.have_judged(thread, flight, call);
                }
                Effect::RetryCall { call, attempt, due } => {
                    if let Some(late) = self.too_late(thread, flight, call, due) {
                        self.failed(thread, flight, late)?;
                    } else if !self.rests(thread, flight, call, due) {
                        jobs.extend(self.begin(thread, flight, call, attempt)?);
                    }
                }
                Effect::RunCall { call, attempt } => {
                    jobs.extend(self.begin(thread, flight, call, attempt)?);
                }
                Effect::SummarizeResult { call } => self.have_summarized(thread, flight, call),
                Effect::RecoverCall { call } => jobs.extend(self.recover(thread, flight, call)?),
                Effect::AskApproval { call }
                | Effect::AskQuestion { call }
                | Effect::AskVerdict { call } => asked |= self.ask_person(thread, flight, call),
                Effect::AskHelp => asked |= self.ask_person(thread, flight, HELP),
                Effect::AskModel
                | Effect::ReadReply
                | Effect::AskFlow
                | Effect::LookAtGate { .. }
                | Effect::Wait { .. }
                | Effect::GetStuck
                | Effect::Stop(_) => {}
            }
        }
        // Every start is durable before the first call runs.
        self.commit(thread).await?;
        for job in jobs {
            self.spawn(flight, job);
        }
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
        if flight.calls.contains_key(&call) || flight.calls.len() >= self.bounds.parallel {
            return Ok(None);
        }
        if let Some(late) = self.too_late(thread, flight, call, Time::default()) {
            self.failed(thread, flight, late)?;
            return Ok(None);
        }
        let patience = self.patience(thread, flight, call);
        let Some(job) = self.job(thread, call, attempt) else {
            return Ok(None);
        };
        let job = job.within(patience);
        let admission = self.admit(thread, &job)?;
        if let Admission::Refused { until } = admission {
            let failure = unavailable(until, self.clock.now());
            self.failed(thread, flight, CallFailed::new(call, 0, failure))?;
            return Ok(None);
        }
        self.append(thread, &[Fact::CallStarted(CallStarted { call, attempt })])?;
        flight.calls.insert(call, admission);
        Ok(Some(job))
    }

    /// Asks the tool's breaker; that a call probes is on record before it runs.
    fn admit(&self, thread: &mut Thread, job: &CallJob) -> Result<Admission, RunError> {
        let (breakers, tool) = (&self.hooks.breakers, &job.call.tool);
        let patience = u64::try_from(job.limit.as_millis()).unwrap_or(u64::MAX);
        let admission = breakers.admit(tool, self.clock.now(), patience);
        if let (Admission::Probe, Breaker::Probing { until }) = (admission, breakers.of(tool)) {
            let (tool, call) = (tool.clone(), job.number);
            let probed = BreakerProbed { tool, call, until };
            self.append(thread, &[Fact::BreakerProbed(probed)])?;
        }
        Ok(admission)
    }

    /// Tells the tool's breaker how a call ended, and records its passage.
    fn tell_breaker(
        &self,
        thread: &mut Thread,
        tool: String,
        admission: Admission,
        failure: Option<&Failure>,
    ) -> Result<(), RunError> {
        let ended = self
            .hooks
            .breakers
            .ended(&tool, admission, failure, self.clock.now());
        let fact = match ended {
            Some(Change::Opened { until }) => Fact::BreakerOpened(BreakerOpened { tool, until }),
            Some(Change::Closed) => Fact::BreakerClosed(BreakerClosed { tool }),
            None => return Ok(()),
        };
        self.append(thread, &[fact])
    }

    fn spawn(&self, flight: &mut Flight, mut job: CallJob) {
        if let Some(task) = job.sub.take() {
            return self.spawn_sub(flight, job.number, *task);
        }
        let executor = Arc::clone(&self.executor);
        let cap = self.bounds.output_bytes;
        flight.tasks.spawn(async move {
            let (call, began) = (job.number, Instant::now());
            let (result, kept) = job.run(executor, cap).await;
            let ms = ms_since(began);
            Landed::Call(Ended {
                call,
                ms,
                result,
                kept,
            })
        });
    }

    /// A call that started elsewhere and never answered runs again only if its class allows.
    fn recover(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        call: u64,
    ) -> Result<Option<CallJob>, RunError> {
        if flight.calls.contains_key(&call) {
            return Ok(None);
        }
        let step = thread.state().open_step(call);
        if step.is_some_and(|step| sub_of_step(self.table, step).is_some()) {
            // Its thread says how far it has come.
            let free = flight.calls.len() < self.bounds.parallel;
            let job = free.then(|| self.job(thread, call, 1)).flatten();
            if job.is_some() {
                flight.calls.insert(call, Admission::Free);
            }
            return Ok(job);
        }
        if let Some(attempt) = step.and_then(|step| next_attempt(self.table, step)) {
            return self.begin(thread, flight, call, attempt);
        }
        if self.patience(thread, flight, call).is_some() {
            // The model can do without: nobody need be asked what became of it.
            self.failed(thread, flight, CallFailed::new(call, 0, Failure::unknown()))?;
            return Ok(None);
        }
        self.append(thread, &[Fact::CallLost(CallLost { call })])?;
        Ok(None)
    }

    pub(super) fn call_ended(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        ended: Ended,
    ) -> Result<(), RunError> {
        let Ended {
            call,
            ms,
            result,
            kept,
        } = ended;
        let admission = flight.calls.remove(&call).unwrap_or(Admission::Free);
        let Some(step) = thread.state().open_step(call) else {
            // Cancelled meanwhile: nobody waits for the result.
            return Ok(());
        };
        let tool = step.step.clone();
        let result = result.map(|value| self.result(step, ms, value));
        // Before the event that holds their handles.
        let kept: Vec<Fact> = kept.into_iter().map(Fact::SecretKept).collect();
        self.append(thread, &kept)?;
        let failure = match result {
            Ok(returned) => match self.returned(thread, flight, returned)? {
                Some(unreadable) => unreadable,
                None => return self.tell_breaker(thread, tool, admission, None),
            },
            // Nobody knows what became of it, as after a crash: it goes on as a recovered call does.
            Err(failure) if failure.kind == FailureKind::Unknown => {
                return self.tell_breaker(thread, tool, admission, Some(&failure));
            }
            Err(failure) => failure,
        };
        let patience = self.patience(thread, flight, call);
        let fact = CallFailed::new(call, ms, failure.clone());
        let fact = self.retried(thread, patience, fact);
        self.failed(thread, flight, fact)?;
        self.tell_breaker(thread, tool, admission, Some(&failure))
    }

    pub(super) fn result(&self, step: &OpenStep, ms: u64, value: String) -> CallReturned {
        let over = self.hooks.summarizer.as_ref().map(|(over, _)| *over);
        let contract = contract(self.table, step);
        let fetched = contract.is_some_and(reads_kept);
        let outside = self.outside().filter(|_| !fetched);
        let limit = over.into_iter().chain(outside).min();
        CallReturned {
            call: step.call,
            ms,
            summarize: limit.is_some_and(|over| value.len() > over),
            used: None,
            value,
        }
    }

    pub(super) fn failed(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        fact: CallFailed,
    ) -> Result<(), RunError> {
        let fact = Fact::CallFailed(fact);
        self.append(thread, std::slice::from_ref(&fact))?;
        flight.rendered.saw(thread, fact);
        Ok(())
    }

    /// Notes a result, or says why it is none: what the tool did must not be forgotten because its result
    /// does not read as the tool's output.
    pub(super) fn returned(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        fact: CallReturned,
    ) -> Result<Option<Failure>, RunError> {
        let fact = Fact::CallReturned(fact);
        match self.append(thread, std::slice::from_ref(&fact)) {
            Ok(()) => {
                flight.rendered.saw(thread, fact);
                Ok(None)
            }
            Err(RunError::Fold(FoldError::Decode { source, .. })) => Ok(Some(Failure::new(
                FailureKind::Unreadable,
                source.to_string(),
            ))),
            Err(RunError::Fold(FoldError::Fact(_))) => Ok(Some(Failure::new(
                FailureKind::Unreadable,
                "the result is not JSON",
            ))),
            Err(error) => Err(error),
        }
    }

    fn job(&self, thread: &Thread, call: u64, attempt: u32) -> Option<CallJob> {
        let step = thread.state().open_step(call)?;
        let index = self.table.find(&step.step, step.version)?;
        let contract = contract(self.table, step);
        let limit = contract
            .and_then(|contract| contract.timeout)
            .unwrap_or(self.bounds.timeout);
        let results = self.kept(thread, contract);
        let secrets = self.call_secrets(thread, index, format!("{call}/{attempt}"));
        Some(CallJob {
            secrets,
            number: call,
            sub: crate::sub::task(thread, call).map(Box::new),
            limit,
            patience: None,
            call: ToolCall {
                index,
                tool: step.step.clone(),
                version: step.version,
                arguments: step.arguments.clone(),
                shown: step.arguments.clone(),
                class: contract.map_or(Class::Write, |contract| contract.class),
                blocking: contract.is_some_and(|contract| contract.blocking),
                context: CallContext {
                    idempotency_key: thread.idempotency_key(call),
                    attempt,
                    deadline: Some(Instant::now() + limit),
                    cancellation: Cancellation::default(),
                    results,
                },
            },
        })
    }
}

/// A call with its time limit.
struct CallJob {
    number: u64,
    /// What an agent is to do that carries the call out.
    sub: Option<Box<SubTask>>,
    call: ToolCall,
    limit: Duration,
    secrets: Option<CallSecrets>,
    /// How long the model waits for it, if that is less.
    patience: Option<Duration>,
}

impl CallJob {
    /// Gives the tool no more time than the model has for it.
    fn within(mut self, patience: Option<Duration>) -> Self {
        self.patience = patience.filter(|patience| *patience < self.limit);
        if let Some(patience) = self.patience {
            self.call.context.deadline = Some(Instant::now() + patience);
        }
        self
    }

    async fn run(self, executor: Arc<dyn Executor>, cap: usize) -> SealedResult {
        let _given_up = CancelOnDrop(self.call.context.cancellation.clone());
        let limit = self.patience.unwrap_or(self.limit);
        let kind = self
            .patience
            .map_or(FailureKind::Timeout, |_| FailureKind::Late);
        let ended = timeout(limit, execute(executor, self.call, self.secrets, cap)).await;
        let (result, kept) = ended.unwrap_or_else(|_| {
            let text = format!("no answer within {} ms", limit.as_millis());
            (Err(Failure::new(kind, text)), Vec::new())
        });
        (result.map_err(shortened), kept)
    }
}

/// Tells the tool that nobody waits any more, also where the whole run is dropped.
struct CancelOnDrop(Cancellation);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Bounds {
    /// What holds where nobody says otherwise.
    pub(super) const DEFAULT: Self = Self {
        timeout: Duration::from_secs(30),
        output_bytes: 1 << 20,
        parallel: 16,
    };
}
