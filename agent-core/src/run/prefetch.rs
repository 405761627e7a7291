//! How long the model waits for what is prefetched for it.

use std::time::Duration;

use tokio::time::Instant;

use super::{Flight, Runner};
use crate::event::{CallFailed, Chooser, Time};
use crate::thread::Thread;
use crate::tool::{Failure, FailureKind};

const TIMEOUT: Duration = Duration::from_secs(5);

impl<A> Runner<A> {
    /// How long the model waits for the tools that are prefetched (`#[prefetch]` in [`agent`](macro@crate::agent)), all
    /// together and with their retries; 5 s unless told otherwise. Each also keeps to its own timeout. What is not there in
    /// time is a failure of the kind [`Late`](FailureKind::Late), and the run goes on. A run that is resumed has the whole
    /// time again.
    #[must_use]
    pub fn prefetch_timeout(mut self, timeout: Duration) -> Self {
        self.hooks.prefetch_timeout = Some(timeout);
        self
    }

    /// How long the model still waits for a call; `None` if it is not prefetched.
    pub(super) fn patience(
        &self,
        thread: &Thread,
        flight: &mut Flight,
        call: u64,
    ) -> Option<Duration> {
        let step = thread.state().open_step(call)?;
        let prefetched = step.by == Chooser::Prefetch;
        prefetched.then(|| {
            let began = flight.prefetching.get_or_insert_with(Instant::now);
            let limit = self.hooks.prefetch_timeout.unwrap_or(TIMEOUT);
            limit.saturating_sub(began.elapsed())
        })
    }

    /// The failure of a call that cannot answer while the model waits for it, begun at `due`.
    pub(super) fn too_late(
        &self,
        thread: &Thread,
        flight: &mut Flight,
        call: u64,
        due: Time,
    ) -> Option<CallFailed> {
        let left = self.patience(thread, flight, call)?;
        let rest = due.0.saturating_sub(self.clock.now().0);
        let too_late = Duration::from_millis(rest) >= left;
        too_late.then(|| CallFailed::new(call, 0, late("no time was left for it")))
    }
}

/// The failure of a call that was prefetched and had no answer in time.
pub(super) fn late(why: impl Into<String>) -> Failure {
    Failure::new(FailureKind::Late, why)
}
