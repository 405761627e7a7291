//! One request: its body for each way of asking, ready before anything is sent.
//!
//! Owns what is known of the request while it is under way. Must never write a body itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::listener::pieces;
use super::{
    Answer, BoxFuture, Heard, Listener, ModelError, ModelPlan, Piece, RawReply, is_event_stream,
};
use crate::event::ThreadId;
use crate::message::{Delta, Reply};
use crate::wire::{Body, Incoming};

/// One request to a model, perhaps in several attempts.
///
/// Holds the body for each of the model's [`plans`](super::Model::plans); who is told of failed attempts; who listens
/// to the answer; and when it must be over.
pub struct Ask {
    bodies: Vec<(ModelPlan, Written)>,
    attempts: Option<Arc<dyn Attempts>>,
    listener: Option<Arc<dyn Listener>>,
    thread: Option<ThreadId>,
    deadline: Option<Instant>,
    refused: u32,
    under_way: Mutex<UnderWay>,
}

/// A body, or why there is none.
type Written = Result<Body, ModelError>;

/// Told of each attempt that failed, before what follows from it.
pub trait Attempts: Send + Sync {
    /// Takes it in. The next attempt begins when this is done.
    fn failed(&self, attempt: Attempt) -> BoxFuture<'_, ()>;
}

/// An attempt that brought no reply, and what follows.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// 1 for the first of this request.
    pub attempt: u32,
    /// Which way of asking it was.
    pub plan: ModelPlan,
    /// [`Body::hash`] of what was sent.
    pub request: u64,
    /// Bytes that were sent.
    pub bytes: usize,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// How long it waited for its turn before it was sent, in milliseconds.
    pub paced_ms: u64,
    /// Why it brought no reply.
    pub error: ModelError,
    /// What follows.
    pub then: Then,
}

/// What follows a failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// The same model is asked again after this many milliseconds.
    RetryAfter(u64),
    /// Another model is asked.
    NextModel(String),
}

/// What was taken last, by whom and when.
#[derive(Default)]
struct UnderWay {
    attempts: u32,
    /// How long the attempt waited for its turn.
    paced_ms: u64,
    /// Whether a listener has heard some of the answer.
    heard: bool,
    taken: Option<Taken>,
}

#[derive(Clone)]
struct Taken {
    at: usize,
    host: String,
    since: Instant,
}

impl Ask {
    /// A request in as many forms as the model has plans.
    #[must_use]
    pub fn new(bodies: Vec<(ModelPlan, Body)>) -> Self {
        let written = bodies.into_iter().map(|(plan, body)| (plan, Ok(body)));
        Self::of(written.collect())
    }

    fn of(bodies: Vec<(ModelPlan, Written)>) -> Self {
        Self {
            bodies,
            attempts: None,
            listener: None,
            thread: None,
            deadline: None,
            refused: 0,
            under_way: Mutex::default(),
        }
    }

    /// A request whose body is there already, for the model's first choice.
    #[must_use]
    pub fn one(model: &(impl super::Model + ?Sized), body: Body) -> Self {
        Self::new(vec![(model.plan(), body)])
    }

    /// A request to a model, whose body is written once for each of its plans that differ, if only in the place.
    ///
    /// # Errors
    /// What `write` says.
    pub fn write<E>(
        model: &(impl super::Model + ?Sized),
        mut write: impl FnMut(&ModelPlan) -> Result<Body, E>,
    ) -> Result<Self, E> {
        Self::write_some(model, |plan| write(plan).map(Ok))
    }

    /// As [`write`](Self::write), where a plan may have no body: whoever asks for it is told why.
    pub(crate) fn write_some<E>(
        model: &(impl super::Model + ?Sized),
        mut write: impl FnMut(&ModelPlan) -> Result<Result<Body, ModelError>, E>,
    ) -> Result<Self, E> {
        let plans = different(model.plans()).into_iter();
        let written = plans.map(|plan| {
            let body = write(&plan)?;
            Ok((plan, body))
        });
        Ok(Self::of(written.collect::<Result<_, E>>()?))
    }

    /// Who is told of failed attempts.
    #[must_use]
    pub fn attempts(mut self, attempts: Arc<dyn Attempts>) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Whose thread asks.
    #[must_use]
    pub fn of_thread(mut self, thread: ThreadId) -> Self {
        self.thread = Some(thread);
        self
    }

    /// Who hears the answer as it comes. The bodies must ask for a stream:
    /// [`Head::stream`](crate::wire::Head::stream).
    #[must_use]
    pub fn listener(mut self, listener: Option<Arc<dyn Listener>>) -> Self {
        self.listener = listener;
        self
    }

    /// Whether the answer shall come as a stream: somebody listens.
    #[must_use]
    pub const fn streams(&self) -> bool {
        self.listener.is_some()
    }

    /// Lets the listener hear a piece of the answer.
    pub fn heard(&self, delta: &Delta) {
        if self.listener.is_some() {
            self.under_way().heard = true;
            self.tell(Piece::Delta(delta));
        }
    }

    /// Judges what came in one piece, as [`Answer::read`], and lets the listener hear it.
    ///
    /// # Errors
    /// As [`Answer::read`].
    pub fn read(&self, plan: ModelPlan, raw: RawReply) -> Result<Answer, ModelError> {
        let mut deltas = Vec::new();
        let is_stream = self.streams() && raw.is_success() && is_event_stream(&raw.body);
        if is_stream {
            // What is wrong with it is said below.
            let mut incoming = Incoming::new(plan.dialect);
            incoming.push(raw.body.as_bytes(), &mut deltas).ok();
        }
        for delta in &deltas {
            self.heard(delta);
        }
        let answer = Answer::read(plan, raw)?;
        if !is_stream {
            self.heard_whole(&answer.reply);
        }
        Ok(answer)
    }

    /// Lets the listener hear a reply that did not come in pieces.
    pub(crate) fn heard_whole(&self, reply: &Reply) {
        if self.streams() {
            for delta in &pieces(reply) {
                self.heard(delta);
            }
        }
    }

    fn tell(&self, piece: Piece<'_>) {
        if let Some(listener) = &self.listener {
            let thread = self.thread.as_ref();
            listener.heard(Heard { thread, piece });
        }
    }

    /// When it must be over; who waits between attempts need not wait beyond it.
    #[must_use]
    pub fn deadline(mut self, deadline: Option<Instant>) -> Self {
        self.deadline = deadline;
        self
    }

    /// How many replies in a row could not be read before this request.
    #[must_use]
    pub const fn after_refusals(mut self, refused: u32) -> Self {
        self.refused = refused;
        self
    }

    /// How many replies in a row could not be read before this request.
    #[must_use]
    pub const fn refused(&self) -> u32 {
        self.refused
    }

    /// When it must be over.
    #[must_use]
    pub const fn ends(&self) -> Option<Instant> {
        self.deadline
    }

    /// The body of the first choice.
    #[must_use]
    pub fn first(&self) -> Option<&Body> {
        self.bodies.first()?.1.as_ref().ok()
    }

    /// The body for this way of asking. To be called by whoever sends it: an attempt begins here.
    ///
    /// # Errors
    /// [`ModelError::Unplanned`] if the request was not written for it, [`ModelError::NoRoom`] if it is too large for it.
    pub fn body(&self, plan: &ModelPlan) -> Result<Body, ModelError> {
        let at = self.find(plan)?;
        let body = self.bodies[at].1.clone()?;
        self.under_way().taken = Some(Taken {
            at,
            host: plan.host.clone(),
            since: Instant::now(),
        });
        Ok(body)
    }

    /// The body for this way of asking, to be looked at only: no attempt begins.
    ///
    /// # Errors
    /// As [`body`](Self::body).
    pub fn look(&self, plan: &ModelPlan) -> Result<&Body, ModelError> {
        let body = self.bodies[self.find(plan)?].1.as_ref();
        body.map_err(Clone::clone)
    }

    /// Says that this attempt waited for its turn, for so many milliseconds. To be called by whoever made it wait.
    pub fn paced(&self, ms: u64) {
        let mut under_way = self.under_way();
        under_way.paced_ms = under_way.paced_ms.saturating_add(ms);
    }

    /// How long the last attempt waited for its turn, in milliseconds.
    #[must_use]
    pub fn paced_ms(&self) -> u64 {
        self.under_way().paced_ms
    }

    /// Whoever sent a body last: of several models, the one that a failure or a reply is of.
    #[must_use]
    pub fn tried(&self) -> Option<ModelPlan> {
        let taken = self.under_way().taken.clone()?;
        Some(ModelPlan {
            host: taken.host,
            ..self.bodies[taken.at].0.clone()
        })
    }

    /// Says that the last attempt failed and what follows, and waits until that is taken in.
    ///
    /// To be called by whoever decides to go on, once an attempt; `plan` is whose attempt it was if nothing was sent.
    pub async fn failed(&self, plan: &ModelPlan, error: &ModelError, then: Then) {
        let Ok(attempt) = self.attempt(plan, error, then) else {
            return;
        };
        if let Some(attempts) = &self.attempts {
            attempts.failed(attempt).await;
        }
        let heard = std::mem::take(&mut self.under_way().heard);
        if heard {
            self.tell(Piece::Void);
        }
    }

    fn attempt(
        &self,
        plan: &ModelPlan,
        error: &ModelError,
        then: Then,
    ) -> Result<Attempt, ModelError> {
        let mut under_way = self.under_way();
        under_way.attempts += 1;
        let taken = under_way.taken.take();
        let paced_ms = std::mem::take(&mut under_way.paced_ms);
        let (at, host, ms) = match taken {
            Some(taken) => (taken.at, taken.host, ms_since(taken.since)),
            None => (self.find(plan)?, plan.host.clone(), 0),
        };
        let (plan, body) = &self.bodies[at];
        let none = Body::default();
        let body = body.as_ref().unwrap_or(&none);
        Ok(Attempt {
            attempt: under_way.attempts,
            plan: ModelPlan {
                host,
                ..plan.clone()
            },
            request: body.hash(),
            bytes: body.len(),
            ms,
            paced_ms,
            error: error.clone(),
            then,
        })
    }

    fn find(&self, plan: &ModelPlan) -> Result<usize, ModelError> {
        let mut plans = self.bodies.iter().map(|(known, _)| known);
        let same = plans.clone().position(|known| known.same_place(plan));
        same.or_else(|| plans.position(|known| known.same_body(plan)))
            .ok_or_else(|| ModelError::Unplanned {
                model: plan.settings.model.clone(),
                dialect: plan.dialect.name(),
            })
    }

    /// Nothing is left half done by a panic under this lock.
    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Those of a model's plans that differ, if only in the place.
pub(crate) fn different(plans: Vec<ModelPlan>) -> Vec<ModelPlan> {
    let mut different: Vec<ModelPlan> = Vec::new();
    for plan in plans {
        if !different.iter().any(|known| known.same_place(&plan)) {
            different.push(plan);
        }
    }
    different
}

fn ms_since(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plans: Vec<&ModelPlan> = self.bodies.iter().map(|(plan, _)| plan).collect();
        f.debug_struct("Ask")
            .field("plans", &plans)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
