//! Asking again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::{as_inner, is_too_late};
use crate::backoff::Backoff;
use crate::event::Event;
use crate::port::{Answer, Ask, BoxFuture, Model, ModelError, Then};

/// Asks a model again when it fails in a way that may pass, with growing waits that chance shortens.
///
/// What may pass: [`ErrorKind::is_transient`](crate::wire::ErrorKind::is_transient). Where the provider says how long
/// to wait, the wait is that long and a little more; where it says longer than [`longest_wait`](Self::longest_wait),
/// or the run would be over by then, the error stands at once and a [`Fallback`](super::Fallback) can take over.
///
/// An answer of which a listener has heard a part is asked for again as well: nothing follows from a part, so nothing
/// is done twice. The listener is told first that what it heard is void.
///
/// ```
/// # use std::time::Duration;
/// # use agent_core::model::Retry;
/// # use agent_core::testkit::ScriptedModel;
/// # let client = ScriptedModel::new();
/// let model = Retry::new(client).attempts(3).longest_wait(Duration::from_secs(20));
/// ```
#[derive(Debug)]
pub struct Retry<M> {
    model: M,
    attempts: u32,
    backoff: Backoff,
    longest_wait_ms: u64,
    random: Random,
}

/// Where chance comes from: the wait that came of it stands in the event.
#[derive(Debug, Clone, Copy)]
struct Random(fn() -> u64);

impl<M: Model> Retry<M> {
    /// Four attempts in all; waits of up to 0.5, 1 and 2 s; never one of more than a minute.
    #[must_use]
    pub const fn new(model: M) -> Self {
        Self {
            model,
            attempts: 4,
            backoff: Backoff {
                first_ms: 500,
                jitter_percent: 100,
                ..Backoff::DEFAULT
            },
            longest_wait_ms: 60_000,
            random: Random(random),
        }
    }

    /// How many attempts there may be in all, the first included.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// How waits grow.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// The longest wait that a provider may ask for and be given.
    #[must_use]
    pub fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest_wait_ms = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Waits without chance: each as long as it may be. For tests.
    #[must_use]
    pub fn without_jitter(mut self) -> Self {
        self.random = Random(|| 0);
        self
    }

    async fn insist(&self, ask: &Ask) -> Result<Answer, ModelError> {
        let mut failed = 0;
        loop {
            let error = match self.model.ask(ask).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            failed += 1;
            let Some(wait) = self.wait_ms(ask, failed, &error) else {
                return Err(error);
            };
            ask.failed(&self.model.plan(), &error, Then::RetryAfter(wait))
                .await;
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
    }

    /// How long to wait after this many failed attempts; `None` if that was the last.
    fn wait_ms(&self, ask: &Ask, failed: u32, error: &ModelError) -> Option<u64> {
        if failed >= self.attempts || !error.kind().is_transient() {
            return None;
        }
        let random = (self.random.0)();
        let wait = match error.retry_after_ms() {
            // Whoever was refused together shall not come back together, and whoever is told to come at once, again and
            // again, shall come more slowly.
            Some(asked) => asked.saturating_add(self.backoff.ms(failed, random)),
            None => self.backoff.ms(failed, random),
        };
        let told = error.retry_after_ms().unwrap_or_default();
        (told <= self.longest_wait_ms && !is_too_late(ask, wait)).then_some(wait)
    }
}

/// The keys of a hash map are chosen by chance.
fn random() -> u64 {
    RandomState::new().hash_one(0)
}

impl<M: Model> Model for Retry<M> {
    as_inner!();

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(self.insist(ask))
    }

    fn recall(&self, thread: &[Event]) {
        self.model.recall(thread);
    }
}
