//! Asking the model: the request is durable before it is sent, and so is each attempt that failed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::rest::rest;
use super::{RunError, Runner, ms_since};
use crate::agent::{ModelFailure, ModelFailureKind};
use crate::context::{Bounds, ContextError, Plan, Rendered, assemble};
use crate::event::{
    AskedModel, AskedPlan, AttemptThen, BudgetExceeded, Event, Fact, LimitKind, LimitReached,
    ModelAsked, ModelAttempted, ModelFailed, ModelReplied, StopReason, Stopped, Time,
};
use crate::message::{Reply, Usage};
use crate::port::{Answer, Ask, Attempt, Attempts, BoxFuture, ModelError, ModelPlan, Then};
use crate::thread::Thread;
use crate::wire::ErrorKind;

/// What was rendered before, for each way in which the model may be asked: stays with the thread from run to run.
#[derive(Default)]
pub(super) struct Renderings {
    of_plans: Vec<(ModelPlan, Rendered)>,
    /// How the last request of this run was written.
    last: Option<AskedPlan>,
    /// How many events the thread had when documents were last looked for, or there was no need to.
    looked: u64,
}

impl Renderings {
    /// What stays from an earlier run: of plans that nobody asks by any more, nothing does.
    pub(super) fn of_thread(thread: &mut Thread, plans: &[ModelPlan]) -> Self {
        let mut known: Self = thread.take_aside().unwrap_or_default();
        known.last = None;
        known.keep(plans);
        known
    }

    fn keep(&mut self, plans: &[ModelPlan]) {
        self.of_plans
            .retain(|(known, _)| plans.iter().any(|plan| plan.same_place(known)));
    }

    /// Documents are not looked for before later events ask for some.
    pub(super) fn looked(&mut self, thread: &Thread) {
        self.looked = thread.len();
    }

    /// The events since then.
    pub(super) fn since<'t>(&self, thread: &'t Thread) -> &'t [Event] {
        let from = usize::try_from(self.looked).unwrap_or(usize::MAX);
        thread.events().get(from..).unwrap_or_default()
    }

    /// Takes the fact of the thread's last event, so that it need not be read from there.
    pub(super) fn saw(&mut self, thread: &Thread, fact: Fact) {
        let Some(((_, last), others)) = self.of_plans.split_last_mut() else {
            return;
        };
        for (_, rendered) in others {
            rendered.saw(thread, fact.clone());
        }
        last.saw(thread, fact);
    }

    pub(super) fn of(&mut self, plan: &ModelPlan) -> &mut Rendered {
        let known = self
            .of_plans
            .iter()
            .position(|(known, _)| known.same_place(plan));
        let at = known.unwrap_or_else(|| {
            self.of_plans.push((plan.clone(), Rendered::default()));
            self.of_plans.len() - 1
        });
        &mut self.of_plans[at].1
    }
}

impl<A> Runner<A> {
    pub(super) async fn ask_model(
        &self,
        thread: &mut Thread,
        renderings: &mut Renderings,
    ) -> Result<(), RunError> {
        self.rest_of_wait(thread).await;
        self.retrieve(thread, renderings).await?;
        let asked = self.model.plan();
        let ask = match self.prepare(thread, renderings).await {
            Ok(ask) => ask,
            Err(Unprepared::Budget(exceeded)) => {
                return self.append(thread, &[Fact::ContextRefused(exceeded)]);
            }
            Err(Unprepared::Run(error)) => return Err(error),
        };
        let fact = self.model_asked(thread, &asked, &ask, renderings);
        self.append(thread, &[Fact::ModelAsked(fact)])?;
        self.commit(thread).await?;
        let began = Instant::now();
        let plans = self.model.plans().into_iter();
        let models = plans.map(|plan| plan.settings.model).collect();
        let answer = match self.unpriced(thread, models) {
            Some(error) => Some(Judged::not_sent(error)),
            None => self.attend(thread, ask, &asked).await?,
        };
        let Some(answer) = answer else {
            return self.append(thread, &[out_of_time(thread)]);
        };
        let fact = self.judge(thread, answer, ms_since(began));
        self.append(thread, std::slice::from_ref(&fact))?;
        renderings.saw(thread, fact);
        Ok(())
    }

    /// Waits out what another run began to wait, before it was given up between two attempts: a program that is
    /// started again and again must not ask more often than it was told to.
    async fn rest_of_wait(&self, thread: &Thread) {
        let Some((since, wait_ms)) = begun_wait(thread) else {
            return;
        };
        let left = time_left(thread).map_or(u64::MAX, ms);
        let now = self.clock.now();
        // A clock that was set back must not make it longer.
        let until = since.plus_ms(wait_ms).min(now.plus_ms(wait_ms.min(left)));
        rest(&*self.clock, until).await;
    }

    /// The request in every form that the model may need, after the thread has said what is shown less so that it fits.
    async fn prepare(
        &self,
        thread: &mut Thread,
        renderings: &mut Renderings,
    ) -> Result<Ask, Unprepared> {
        let first = self.model.plan();
        self.make_room_for_all(thread, renderings, &first).await?;
        Ask::write_some(&*self.model, |plan| {
            let rendered = renderings.of(plan);
            let body = assemble(thread, &self.plan(plan), rendered).map_err(Unprepared::of);
            match body {
                Err(Unprepared::Budget(exceeded)) if !plan.same_place(&first) => {
                    Ok(Err(no_room(plan, exceeded)))
                }
                body => body.map(Ok),
            }
        })
    }

    pub(super) fn plan<'a>(&'a self, plan: &'a ModelPlan) -> Plan<'a> {
        let counter = &*self.counter;
        Plan {
            dialect: plan.dialect,
            settings: &plan.settings,
            host: &plan.host,
            format: self.format,
            stream: self.listener.is_some(),
            bounds: self
                .budget
                .as_ref()
                .map(|budget| Bounds { budget, counter }),
        }
    }

    fn model_asked(
        &self,
        thread: &Thread,
        asked: &ModelPlan,
        ask: &Ask,
        renderings: &mut Renderings,
    ) -> ModelAsked {
        let plan = self.plan(asked);
        let body = ask.first().cloned().unwrap_or_default();
        let mut fact = plan.asked(thread, &body);
        if plan.bounds.is_some() {
            fact.tokens = Some(renderings.of(asked).tokens());
        }
        if fact.plan == renderings.last {
            fact.plan = None;
        } else {
            renderings.last.clone_from(&fact.plan);
        }
        fact
    }

    /// Waits for the answer, no longer than the run may still take; what fails on the way is durable before the
    /// model goes on. `None` when the time is over.
    async fn attend(
        &self,
        thread: &mut Thread,
        ask: Ask,
        asked: &ModelPlan,
    ) -> Result<Option<Judged>, RunError> {
        let left = time_left(thread);
        let (told, mut tell) = mpsc::channel(1);
        let now = || tokio::time::Instant::now().into_std();
        let ask = ask
            .attempts(Arc::new(Told(told)))
            .listener(self.listener.clone())
            .of_thread(thread.id().clone())
            .after_refusals(thread.state().progress().bad_replies)
            .deadline(left.and_then(|left| now().checked_add(left)));
        let answered = async {
            match left {
                Some(left) => timeout(left, self.model.ask(&ask)).await.ok(),
                None => Some(self.model.ask(&ask).await),
            }
        };
        tokio::pin!(answered);
        let answer = loop {
            tokio::select! {
                biased;
                // Not inside the time limit: an append that began must end.
                Some((attempt, taken_in)) = tell.recv() => {
                    self.append(thread, &[attempted(attempt)])?;
                    self.commit(thread).await?;
                    let _: Result<(), ()> = taken_in.send(());
                }
                answer = &mut answered => break answer,
            }
        };
        let by = match &answer {
            Some(Ok(answer)) => Some(answer.plan.clone()),
            _ => ask.tried(),
        };
        let by = by.filter(|by| by.label() != asked.label() || !by.same_body(asked));
        let sent = ask
            .tried()
            .and_then(|plan| Some(ask.look(&plan).ok()?.len()));
        Ok(answer.map(|answer| Judged {
            answer,
            by,
            paced_ms: ask.paced_ms(),
            sent: sent.unwrap_or_default(),
        }))
    }

    /// Where a run is bounded in money, each model that may be asked must have a price: nothing would bound what one
    /// without it costs.
    pub(super) fn unpriced(&self, thread: &Thread, models: Vec<String>) -> Option<ModelError> {
        thread.state().progress().limits.cost_micros?;
        let mut models = models.into_iter();
        let model = models.find(|model| self.prices.of(model).is_none())?;
        Some(ModelError::Unpriced { model })
    }

    pub(super) fn cost(&self, model: &str, usage: &Usage) -> u64 {
        self.prices.of(model).unwrap_or_default().of(usage)
    }

    fn judge(&self, thread: &Thread, judged: Judged, ms: u64) -> Fact {
        let prompt = thread.state().progress().prompt.clone();
        let by = judged.by.map(AskedModel::from);
        match judged.answer {
            Ok(Answer { reply, plan, .. }) => {
                let counted = reply.usage.filter(|usage| usage.total() > 0);
                let estimated = || estimated(judged.sent, &reply);
                let usage = counted.unwrap_or_else(estimated);
                Fact::ModelReplied(ModelReplied {
                    prompt,
                    cost_micros: self.cost(&plan.settings.model, &usage),
                    estimated_tokens: counted.map_or(usage.total(), |_| 0),
                    reply,
                    ms,
                    paced_ms: judged.paced_ms,
                    by,
                })
            }
            Err(error) => Fact::ModelFailed(ModelFailed {
                prompt,
                failure: ModelFailure {
                    kind: kind(&error),
                    message: error.to_string(),
                },
                error: error.kind().name().to_owned(),
                ms,
                paced_ms: judged.paced_ms,
                by,
            }),
        }
    }
}

/// A request that was not made.
pub(super) enum Unprepared {
    /// It does not fit.
    Budget(BudgetExceeded),
    /// The run cannot go on.
    Run(RunError),
}

impl Unprepared {
    pub(super) fn of(error: ContextError) -> Self {
        match error {
            ContextError::Budget(exceeded) => Self::Budget(exceeded),
            ContextError::Event(error) => Self::Run(error.into()),
            ContextError::State(error) => Self::Run(error.into()),
        }
    }
}

impl<E: Into<RunError>> From<E> for Unprepared {
    fn from(error: E) -> Self {
        Self::Run(error.into())
    }
}

/// Why a model of a chain is not asked: the others are, if it is not the first.
fn no_room(plan: &ModelPlan, exceeded: BudgetExceeded) -> ModelError {
    ModelError::NoRoom {
        model: plan.settings.model.clone(),
        dialect: plan.dialect.name(),
        exceeded,
    }
}

/// What came of a request, and who brought it if not the first choice.
struct Judged {
    answer: Result<Answer, ModelError>,
    by: Option<ModelPlan>,
    /// How long the last attempt waited for its turn.
    paced_ms: u64,
    /// Bytes of the last request.
    sent: usize,
}

impl Judged {
    const fn not_sent(error: ModelError) -> Self {
        Self {
            answer: Err(error),
            by: None,
            paced_ms: 0,
            sent: 0,
        }
    }
}

/// Of an exchange that the provider did not count: a token for four bytes. A run that is bounded must end, whatever
/// the provider says.
fn estimated(sent: usize, reply: &Reply) -> Usage {
    let words = [&reply.text, &reply.reasoning, &reply.refusal]
        .into_iter()
        .flatten();
    let calls = reply
        .calls
        .iter()
        .map(|call| call.name.len() + call.arguments.len());
    let said = words.map(String::len).sum::<usize>() + calls.sum::<usize>();
    Usage {
        input: sent.div_ceil(4) as u64,
        output: said.div_ceil(4) as u64,
        ..Usage::default()
    }
}

/// Hands failed attempts to the loop, which owns the thread.
struct Told(mpsc::Sender<(Attempt, oneshot::Sender<()>)>);

impl Attempts for Told {
    fn failed(&self, attempt: Attempt) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let (sender, taken_in) = oneshot::channel();
            // If the loop is gone, this future is dropped as well.
            if self.0.send((attempt, sender)).await.is_ok() {
                let _ = taken_in.await;
            }
        })
    }
}

/// Since when a model was left alone and for how many milliseconds, if nothing happened since.
fn begun_wait(thread: &Thread) -> Option<(Time, u64)> {
    let last = thread.events().last()?;
    let Some(Fact::ModelAttempted(fact)) = Fact::read(last).ok()? else {
        return None;
    };
    match fact.then {
        AttemptThen::RetryAfterMs(ms) => Some((last.at(), ms)),
        AttemptThen::NextModel(_) => None,
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn attempted(attempt: Attempt) -> Fact {
    Fact::ModelAttempted(ModelAttempted {
        attempt: attempt.attempt,
        by: attempt.plan.into(),
        request: hex(attempt.request),
        bytes: attempt.bytes as u64,
        ms: attempt.ms,
        paced_ms: attempt.paced_ms,
        error: attempt.error.kind().name().to_owned(),
        message: attempt.error.to_string(),
        then: match attempt.then {
            Then::RetryAfter(ms) => AttemptThen::RetryAfterMs(ms),
            Then::NextModel(model) => AttemptThen::NextModel(model),
        },
    })
}

fn hex(hash: u64) -> String {
    format!("{hash:016x}")
}

impl From<ModelPlan> for AskedModel {
    fn from(plan: ModelPlan) -> Self {
        Self {
            dialect: plan.dialect.name().to_owned(),
            model: plan.settings.model,
            host: plan.host,
        }
    }
}

/// What the run may still take.
pub(super) fn time_left(thread: &Thread) -> Option<Duration> {
    let progress = thread.state().progress();
    let limit = progress.limits.time_ms?;
    let left = limit.saturating_sub(progress.run.active_ms);
    Some(Duration::from_millis(left))
}

fn out_of_time(thread: &Thread) -> Fact {
    let limit = thread.state().progress().limits.time_ms.unwrap_or_default();
    Fact::Stopped(Stopped {
        reason: StopReason::Limit(LimitReached {
            kind: LimitKind::Time,
            limit,
            reached: limit,
        }),
    })
}

/// What the flow is told of an error.
fn kind(error: &ModelError) -> ModelFailureKind {
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Disconnected | ErrorKind::Unavailable => {
            ModelFailureKind::Unreachable
        }
        ErrorKind::Timeout => ModelFailureKind::Timeout,
        ErrorKind::RateLimit | ErrorKind::Overloaded | ErrorKind::Paced => {
            ModelFailureKind::RateLimited
        }
        ErrorKind::Server => ModelFailureKind::Server,
        ErrorKind::Reply => ModelFailureKind::Unreadable,
        ErrorKind::Budget => ModelFailureKind::OverBudget,
        ErrorKind::TooLong | ErrorKind::Forbidden | ErrorKind::Unrecorded | ErrorKind::Script => {
            ModelFailureKind::Unsendable
        }
        ErrorKind::Quota | ErrorKind::Auth | ErrorKind::BadRequest | ErrorKind::Redirect => {
            ModelFailureKind::Refused
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Settings;
    use crate::wire::OpenAiChatDialect;

    fn plan(model: &str) -> ModelPlan {
        ModelPlan {
            dialect: &OpenAiChatDialect,
            settings: Settings::new(model),
            host: String::new(),
        }
    }

    /// A program that changes its model again and again keeps one rendering for each that it asks now.
    #[test]
    fn only_plans_that_are_asked_by_stay() {
        let mut renderings = Renderings::default();
        for at in 0..50 {
            let plans = [plan("always"), plan(&at.to_string())];
            renderings.keep(&plans);
            for plan in &plans {
                renderings.of(plan);
            }
            assert!(renderings.of_plans.len() <= 2, "{at}");
        }
        let kept = renderings
            .of_plans
            .iter()
            .map(|(plan, _)| &plan.settings.model);
        assert_eq!(kept.collect::<Vec<_>>(), ["always", "49"]);
    }
}
