//! What a call waits for beside its tool: a time, a judgement, a summary.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::guard::Guard;
use super::rest::rest;
use super::{Flight, Landed, RunError, Runner};
use crate::context::keep_outside;
use crate::event::{CallJudged, Does, Fact, ResultSummarized, Time};
use crate::port::{Judge, JudgeRequest, Judgement, SummaryRequest};
use crate::reducer::{OpenStep, StepStatus};
use crate::thread::Thread;

/// An errand that is over.
pub(super) enum Done {
    /// The time has come.
    Rested,
    /// The judge has spoken, or could not.
    Judged(CallJudged),
    /// A summary came, or none.
    Summarized(ResultSummarized),
}

impl<A> Runner<A> {
    /// Lets a call rest until it is due, and no longer than the model waits for it, whatever the clock shows then; false
    /// if it may go at once.
    pub(super) fn rests(&self, thread: &Thread, flight: &mut Flight, call: u64, due: Time) -> bool {
        if due <= self.clock.now() {
            return false;
        }
        let clock = Arc::clone(&self.clock);
        let patience = self.patience(thread, flight, call);
        flight.run_errand(call, async move {
            let rested = rest(&*clock, due);
            match patience {
                Some(patience) => timeout(patience, rested).await.unwrap_or_default(),
                None => rested.await,
            }
            Done::Rested
        });
        true
    }

    /// Whether a judge must see the call first.
    pub(super) fn unjudged(&self, thread: &Thread, call: u64) -> bool {
        let step = thread.state().open_step(call);
        let waits = |step: &OpenStep| {
            let before = matches!(step.status, StepStatus::Chosen | StepStatus::Ready(1));
            before && !step.judged
        };
        self.hooks.judge.is_some() && step.is_some_and(waits)
    }

    /// Has a call judged. Nobody to judge it, no judgement in time and a panic are a veto.
    pub(super) fn have_judged(&self, thread: &Thread, flight: &mut Flight, call: u64) {
        let Some(judge) = self.hooks.judge.clone() else {
            return;
        };
        let (request, limit) = (
            judge_request(thread, call),
            self.errand_limit(thread, flight, call),
        );
        flight.run_errand(call, async move {
            let veto = veto(&*judge, request, limit).await;
            let by = judge.name().to_owned();
            Done::Judged(CallJudged { call, veto, by })
        });
    }

    /// Has a result shortened, or keeps it outside; without a summary in time, the model is told the whole.
    pub(super) fn have_summarized(&self, thread: &Thread, flight: &mut Flight, call: u64) {
        let request = summary_request(thread, call);
        let (summarizer, limit) = (
            self.hooks.summarizer.clone(),
            self.errand_limit(thread, flight, call),
        );
        let outside = self.outside();
        flight.run_errand(call, async move {
            let mut fact = ResultSummarized {
                call,
                summary: None,
                handle: None,
            };
            let Some(request) = request else {
                return Done::Summarized(fact);
            };
            let length = request.result.len();
            let summarizer = summarizer.filter(|(over, _)| length > *over);
            let Some((_, summarizer)) = summarizer else {
                let is_long = outside.is_some_and(|over| length > over);
                return Done::Summarized(if is_long {
                    keep_outside(call, &request.result)
                } else {
                    fact
                });
            };
            let asked = Box::pin(async { summarizer.summarize(&request).await });
            let summary = timeout(limit, Guard(asked)).await;
            fact.summary = summary.ok().and_then(Result::ok).and_then(Result::ok);
            Done::Summarized(fact)
        });
    }

    fn errand_limit(&self, thread: &Thread, flight: &mut Flight, call: u64) -> Duration {
        let limit = self.bounds.timeout;
        let patience = self.patience(thread, flight, call);
        patience.map_or(limit, |patience| patience.min(limit))
    }

    pub(super) fn errand_done(
        &self,
        thread: &mut Thread,
        flight: &mut Flight,
        call: u64,
        done: Done,
    ) -> Result<(), RunError> {
        flight.errands.remove(&call);
        if thread.state().open_step(call).is_none() {
            // Cancelled meanwhile.
            return Ok(());
        }
        let fact = match done {
            Done::Rested => return Ok(()),
            Done::Judged(fact) => Fact::CallJudged(fact),
            Done::Summarized(fact) => Fact::ResultSummarized(fact),
        };
        self.append(thread, std::slice::from_ref(&fact))?;
        flight.rendered.saw(thread, fact);
        Ok(())
    }
}

impl Flight {
    /// Runs an errand for a call, one at a time.
    fn run_errand(&mut self, call: u64, errand: impl Future<Output = Done> + Send + 'static) {
        if self.errands.insert(call) {
            self.tasks
                .spawn(async move { Landed::Errand(call, errand.await) });
        }
    }
}

/// Why the call must not run; nothing, if it may.
async fn veto(
    judge: &dyn Judge,
    request: Result<JudgeRequest, String>,
    limit: Duration,
) -> Option<String> {
    let asked = async {
        let request = request?;
        let asked = Guard(Box::pin(async { judge.judge(&request).await })).await;
        let judged = asked.map_err(|panic| format!("the judge panicked: {panic}"))?;
        judged.map_err(|error| error.to_string())
    };
    let judged = timeout(limit, asked)
        .await
        .unwrap_or_else(|_| Err(format!("the judge was silent for {} ms", limit.as_millis())));
    match judged {
        Ok(Judgement::Allow) => None,
        Ok(Judgement::Veto { reason }) => Some(reason),
        Err(why) => Some(format!("there is no judgement: {why}")),
    }
}

/// What the judge is shown, or why it cannot be shown.
fn judge_request(thread: &Thread, call: u64) -> Result<JudgeRequest, String> {
    let step = thread
        .state()
        .open_step(call)
        .ok_or("the call is not open")?;
    let Does::Call { class, .. } = step.does else {
        return Err("the step is no call".into());
    };
    let state = thread.state().business_json();
    Ok(JudgeRequest {
        thread: thread.id().clone(),
        call,
        by: step.by,
        tool: step.step.clone(),
        version: step.version,
        class,
        arguments: step.arguments.clone(),
        state: state
            .map_err(|error| error.to_string())?
            .unwrap_or_default(),
    })
}

fn summary_request(thread: &Thread, call: u64) -> Option<SummaryRequest> {
    let step = thread.state().open_step(call)?;
    let StepStatus::Summarizing(crate::agent::Answer::Value(result)) = &step.status else {
        return None;
    };
    Some(SummaryRequest {
        thread: thread.id().clone(),
        call,
        tool: step.step.clone(),
        arguments: step.arguments.clone(),
        result: result.clone(),
    })
}
