//! Leaving a model alone that keeps failing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::as_inner;
use crate::breaker::{Admission, Breaker as Switch, BreakerPolicy};
use crate::event::{AskedModel, AttemptThen, Event, Fact, Time};
use crate::port::{Answer, Ask, BoxFuture, Clock, Model, ModelError, ModelPlan, SystemClock};
use crate::wire::ErrorKind;

/// Refuses requests at once while a model keeps failing; then lets one try, and if that goes well all.
///
/// What counts is no answer, or one that says that more requests would not help: no connection, a time limit, 5xx,
/// overload, 429, an unreadable body, a refused key, a used-up quota. A request that the provider refuses for what is
/// in it shows that the provider is well.
///
/// After a restart it is as it was: a thread that is loaded shows what happened before
/// ([`Model::recall`]), because a breaker's state follows from the attempts, and those are events already. What happens
/// in other threads of the process it sees itself, when they share it in an `Arc`.
///
/// ```
/// # use agent_core::breaker::BreakerPolicy;
/// # use agent_core::model::Breaker;
/// # use agent_core::testkit::ScriptedModel;
/// # let client = ScriptedModel::new();
/// let model = Breaker::new(client).policy(BreakerPolicy { failures: 3, cool_down_ms: 10_000 });
/// ```
pub struct Breaker<M> {
    model: M,
    policy: BreakerPolicy,
    clock: Arc<dyn Clock>,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    switch: Switch,
    /// What was before its first request is known up to here.
    recalled: Time,
    /// Whether there was a request: what it saw itself is newer than what it could recall.
    asked: bool,
}

/// How long a probe may take until another one may go.
const PATIENCE_MS: u64 = 300_000;

/// What an ended request says of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Well,
    Ill,
    /// Nothing was sent.
    Unknown,
}

impl<M: Model> Breaker<M> {
    /// Opens after 5 failures in a row, for 30 s.
    #[must_use]
    pub fn new(model: M) -> Self {
        Self {
            model,
            policy: BreakerPolicy::DEFAULT,
            clock: Arc::new(SystemClock),
            known: Mutex::new(Known {
                switch: Switch::default(),
                recalled: Time::default(),
                asked: false,
            }),
        }
    }

    /// When it opens, and for how long.
    #[must_use]
    pub fn policy(mut self, policy: BreakerPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Where time comes from; the same as the runner's, whose events it recalls.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Whether requests go through, as it is now.
    #[must_use]
    pub fn state(&self) -> Switch {
        self.known().switch
    }

    async fn if_well(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let mut probe = Probe {
            breaker: self,
            admission: self.admit()?,
            health: Health::Unknown,
        };
        let answer = self.model.ask(ask).await;
        probe.health = match &answer {
            Ok(_) => Health::Well,
            Err(error) if error.was_sent() => health(error.kind()),
            Err(_) => Health::Unknown,
        };
        answer
    }

    fn admit(&self) -> Result<Admission, ModelError> {
        let now = self.clock.now();
        let mut known = self.known();
        known.asked = true;
        known.switch.bound(&self.policy, PATIENCE_MS, now);
        match known.switch.admit(now, PATIENCE_MS) {
            Admission::Refused { until } => Err(ModelError::Unavailable {
                model: self.model.plan().label(),
                retry_after_ms: until.0.saturating_sub(now.0),
            }),
            admission => Ok(admission),
        }
    }

    /// Nothing is left half done by a panic under this lock.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn ended(&mut self, health: Health, call: Admission, policy: &BreakerPolicy, at: Time) {
        match health {
            Health::Well => {
                self.switch.succeeded(call);
            }
            Health::Ill => {
                self.switch.failed(call, policy, at);
            }
            Health::Unknown => self.switch.given_up(call, at),
        }
    }

    /// What stood in an event. A request that was on its way in another process may have been a probe.
    fn recall(&mut self, health: Health, policy: &BreakerPolicy, at: Time) {
        if health != Health::Unknown {
            let call = match self.switch.admit(at, 0) {
                Admission::Refused { .. } => Admission::Free,
                admitted => admitted,
            };
            self.ended(health, call, policy, at);
        }
    }
}

/// A request that went through; one that is given up half-way makes room for another.
struct Probe<'a, M: Model> {
    breaker: &'a Breaker<M>,
    admission: Admission,
    health: Health,
}

impl<M: Model> Drop for Probe<'_, M> {
    fn drop(&mut self) {
        let breaker = self.breaker;
        let now = breaker.clock.now();
        breaker
            .known()
            .ended(self.health, self.admission, &breaker.policy, now);
    }
}

/// Who answers, is well, even if what it says is no.
fn health(kind: ErrorKind) -> Health {
    match kind {
        ErrorKind::RateLimit
        | ErrorKind::Quota
        | ErrorKind::Auth
        | ErrorKind::Overloaded
        | ErrorKind::Server
        | ErrorKind::Timeout
        | ErrorKind::Connect
        | ErrorKind::Disconnected
        | ErrorKind::Redirect
        | ErrorKind::Reply => Health::Ill,
        ErrorKind::BadRequest | ErrorKind::TooLong => Health::Well,
        ErrorKind::Paced
        | ErrorKind::Budget
        | ErrorKind::Unavailable
        | ErrorKind::Forbidden
        | ErrorKind::Unrecorded
        | ErrorKind::Script => Health::Unknown,
    }
}

/// What an event says of a model.
struct Sign {
    /// The model's label.
    by: String,
    health: Health,
    at: Time,
    /// What followed; nothing, where the request ended.
    then: Option<AttemptThen>,
}

impl Sign {
    /// Whether a request of a breaker around these ended so, and not one of the attempts that they made of it.
    fn ends(&self, own: &[String]) -> bool {
        let one = own.iter().all(|label| *label == self.by);
        own.contains(&self.by)
            && match &self.then {
                None => true,
                Some(AttemptThen::RetryAfterMs(_)) => one,
                Some(AttemptThen::NextModel(next)) => one || !own.contains(next),
            }
    }
}

/// What the events of one thread say of whom, in order.
fn signs(thread: &[Event]) -> impl Iterator<Item = Sign> {
    let mut asked = String::new();
    let of_model = thread
        .iter()
        .filter(|event| event.kind().starts_with("model_"));
    of_model.filter_map(move |event| {
        let (by, health, then) = match Fact::read(event).ok()?? {
            Fact::ModelAsked(fact) => {
                asked = crate::port::label(&fact.model, &fact.host);
                return None;
            }
            Fact::ModelAttempted(fact) => (Some(fact.by), named(&fact.error), Some(fact.then)),
            Fact::ModelFailed(fact) => (fact.by, named(&fact.error), None),
            Fact::ModelReplied(fact) => (fact.by, Health::Well, None),
            _ => return None,
        };
        let by = by.map_or_else(
            || asked.clone(),
            |AskedModel { model, host, .. }| crate::port::label(&model, &host),
        );
        Some(Sign {
            by,
            health,
            at: event.at(),
            then,
        })
    })
}

fn named(error: &str) -> Health {
    ErrorKind::of_name(error).map_or(Health::Unknown, health)
}

impl<M: Model> Model for Breaker<M> {
    as_inner!();

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.if_well(ask))
    }

    fn recall(&self, thread: &[Event]) {
        self.model.recall(thread);
        let own: Vec<String> = self.plans().iter().map(ModelPlan::label).collect();
        let mut known = self.known();
        if known.asked {
            return;
        }
        let after = known.recalled;
        for sign in signs(thread).filter(|sign| sign.at > after && sign.ends(&own)) {
            known.recall(sign.health, &self.policy, sign.at);
            known.recalled = sign.at;
        }
    }
}

impl<M: std::fmt::Debug> std::fmt::Debug for Breaker<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Breaker")
            .field("model", &self.model)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
