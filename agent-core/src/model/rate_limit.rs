//! Asking no faster than is allowed.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::{as_inner, estimate, is_too_late};
use crate::event::Event;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError};

const MINUTE: Duration = Duration::from_secs(60);

const MOST_TOKENS: u64 = 2_000_000;

/// Keeps to so many requests and tokens a minute, evenly spread: whoever comes too early waits for its turn.
///
/// Tokens are estimated before (one for four bytes, and the most that the answer may have where that is set) and
/// settled when the provider has counted them. Held in an `Arc`, one limit serves all runners of a process; it does
/// not know of other processes.
///
/// ```
/// # use agent_core::model::RateLimit;
/// # use agent_core::testkit::ScriptedModel;
/// # let client = ScriptedModel::new();
/// let model = RateLimit::new(client).requests(500).tokens(200_000);
/// ```
#[derive(Debug)]
pub struct RateLimit<M> {
    model: M,
    requests: Pace,
    tokens: Pace,
    longest_wait: Option<Duration>,
    turns: Mutex<Turns>,
}

/// How many a minute; 0 is as many as there are.
#[derive(Debug, Clone, Copy, Default)]
struct Pace(u32);

/// When the next request may go, by either count.
#[derive(Debug, Default)]
struct Turns {
    requests: Option<Instant>,
    tokens: Option<Instant>,
    /// Places of those who went away before their turn: for whoever comes next.
    free: Vec<Place>,
}

/// A place in the line.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: Instant,
    tokens: u64,
}

/// Waits for its turn; whoever goes away before it leaves the place to others.
struct Waiting<'a> {
    turns: &'a Mutex<Turns>,
    place: Place,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if Instant::now() < self.place.at {
            lock(self.turns).free.push(self.place);
        }
    }
}

impl Turns {
    /// The place behind all others.
    fn last(&self, tokens: u64, now: Instant) -> Place {
        let free = |turn: Option<Instant>| turn.map_or(now, |turn| turn.max(now));
        let at = free(self.requests).max(free(self.tokens));
        Place { at, tokens }
    }

    /// The first place that others left, if it is large enough.
    fn left(&mut self, tokens: u64, now: Instant) -> Option<Place> {
        self.free.retain(|place| place.at >= now);
        let fits = self.free.iter().enumerate();
        let fits = fits.filter(|(_, place)| place.tokens >= tokens);
        let (at, _) = fits.min_by_key(|(_, place)| place.at)?;
        Some(self.free.swap_remove(at))
    }
}

/// Nothing is left half done by a panic under this lock.
fn lock(turns: &Mutex<Turns>) -> MutexGuard<'_, Turns> {
    turns.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pace {
    /// How long so many take.
    fn time_of(self, count: u64) -> Duration {
        if self.0 == 0 {
            return Duration::ZERO;
        }
        let nanos = MINUTE.as_nanos() * u128::from(count) / u128::from(self.0);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

impl<M: Model> RateLimit<M> {
    /// No limit yet.
    #[must_use]
    pub fn new(model: M) -> Self {
        Self {
            model,
            requests: Pace::default(),
            tokens: Pace::default(),
            longest_wait: None,
            turns: Mutex::default(),
        }
    }

    /// At most so many requests a minute.
    #[must_use]
    pub fn requests(mut self, a_minute: u32) -> Self {
        self.requests = Pace(a_minute);
        self
    }

    /// At most so many tokens a minute, of requests and answers together.
    #[must_use]
    pub fn tokens(mut self, a_minute: u32) -> Self {
        self.tokens = Pace(a_minute);
        self
    }

    /// Who would wait longer than this is told so at once, with [`ModelError::Paced`]. Without it the wait is
    /// bounded only by the run's own time.
    #[must_use]
    pub fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest_wait = Some(longest);
        self
    }

    async fn in_turn(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let estimated = estimate(ask, &self.model.plan())?.total();
        let (place, wait_ms) = self.take_turn(ask, estimated)?;
        let waiting = Waiting {
            turns: &self.turns,
            place,
        };
        sleep_until(place.at).await;
        drop(waiting);
        ask.paced(wait_ms);
        let answer = self.model.ask(ask).await;
        let counted = answer.as_ref().ok().and_then(|answer| answer.reply.usage);
        if let Some(usage) = counted.filter(|usage| usage.total() > 0) {
            self.settle(place.tokens, usage.total());
        }
        answer
    }

    /// When this request may go, and in how many milliseconds that is; its place is taken then.
    fn take_turn(&self, ask: &Ask, tokens: u64) -> Result<(Place, u64), ModelError> {
        let now = Instant::now();
        let mut turns = lock(&self.turns);
        let left = turns.left(tokens, now);
        let place = left.unwrap_or_else(|| turns.last(tokens, now));
        let wait = place.at - now;
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        if self.longest_wait.is_some_and(|longest| wait > longest) || is_too_late(ask, wait_ms) {
            turns.free.extend(left);
            return Err(ModelError::Paced { wait_ms });
        }
        if left.is_none() {
            turns.requests = place.at.checked_add(self.requests.time_of(1));
            turns.tokens = place.at.checked_add(self.tokens.time_of(tokens));
        }
        Ok((place, wait_ms))
    }

    /// Moves the next turn by what was estimated wrongly.
    fn settle(&self, estimated: u64, counted: u64) {
        let mut turns = lock(&self.turns);
        // No request has more; a provider that claims more must not stop the program for ever.
        let counted = counted.min(estimated.saturating_add(MOST_TOKENS));
        let more = self.tokens.time_of(counted.saturating_sub(estimated));
        let less = self.tokens.time_of(estimated.saturating_sub(counted));
        let moved = |turn: Instant| turn.checked_add(more)?.checked_sub(less);
        turns.tokens = turns.tokens.and_then(moved);
    }
}

impl<M: Model> Model for RateLimit<M> {
    as_inner!();

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.in_turn(ask))
    }

    fn recall(&self, thread: &[Event]) {
        self.model.recall(thread);
    }
}
