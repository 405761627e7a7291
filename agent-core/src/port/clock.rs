//! Where time comes from. It enters the core only as the time of an event.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::event::Time;

/// A source of time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Time;

    /// Moves on to this time, if the clock can: whoever waits for it need not sleep. False for a clock that
    /// shows what time it is.
    fn skip_to(&self, _at: Time) -> bool {
        false
    }
}

/// A clock that is kept at hand, so that it can be moved.
impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Time {
        (**self).now()
    }

    fn skip_to(&self, at: Time) -> bool {
        (**self).skip_to(at)
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Time(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}

/// A clock that stands still until it is moved, or somebody waits for a time; for tests and replays.
///
/// ```
/// use agent_core::event::Time;
/// use agent_core::port::{Clock, ManualClock};
/// let clock = ManualClock::new(Time(1_000));
/// clock.advance_ms(500);
/// assert_eq!(clock.now(), Time(1_500));
/// ```
#[derive(Debug, Default)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub const fn new(now: Time) -> Self {
        Self(AtomicU64::new(now.0))
    }

    /// Moves the clock on.
    pub fn advance_ms(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::Relaxed))
    }

    fn skip_to(&self, at: Time) -> bool {
        self.0.fetch_max(at.0, Ordering::Relaxed);
        true
    }
}
