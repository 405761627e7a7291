//! How long each part of a request may take.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::port::{ModelError, TimeLimit};

/// The limits of one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeLimits {
    pub(super) connect: Duration,
    /// `None`: as long as the whole may take. A model that is not streamed begins only when it has finished.
    pub(super) first_token: Option<Duration>,
    pub(super) idle: Duration,
    pub(super) total: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_token: None,
            idle: Duration::from_secs(60),
            total: Duration::from_secs(120),
        }
    }
}

/// The limits of a request that has begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch {
    limits: TimeLimits,
    began: Instant,
}

impl TimeLimits {
    pub(super) fn begin(self) -> Watch {
        Watch {
            limits: self,
            began: Instant::now(),
        }
    }

    pub(super) fn over(self, which: TimeLimit) -> ModelError {
        let limit = match which {
            TimeLimit::Connect => self.connect.min(self.total),
            TimeLimit::FirstToken => self.first_token.unwrap_or(self.total),
            TimeLimit::Idle => self.idle,
            TimeLimit::Total => self.total,
        };
        ModelError::Timeout {
            which,
            after_ms: u64::try_from(limit.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl Watch {
    /// Waits for the next thing to happen: before the answer has begun that is its first piece, then each other.
    pub(super) async fn wait<T>(
        &self,
        begun: bool,
        next: impl Future<Output = T>,
    ) -> Result<T, ModelError> {
        let (which, at) = self.next(begun);
        let Some(at) = at else {
            return Ok(next.await);
        };
        let waited = timeout_at(at, next).await;
        waited.map_err(|_| self.limits.over(which))
    }

    /// The limit that comes first; no time where it lies beyond what the clock can tell.
    fn next(&self, begun: bool) -> (TimeLimit, Option<Instant>) {
        let total = self.began.checked_add(self.limits.total);
        let (which, step) = if begun {
            let idle = Instant::now().checked_add(self.limits.idle);
            (TimeLimit::Idle, idle)
        } else {
            let first = self.limits.first_token;
            let first = first.and_then(|limit| self.began.checked_add(limit));
            (TimeLimit::FirstToken, first)
        };
        match (step, total) {
            (Some(step), Some(total)) if step < total => (which, Some(step)),
            (Some(step), None) => (which, Some(step)),
            (_, total) => (TimeLimit::Total, total),
        }
    }
}
