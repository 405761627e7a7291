//! A circuit breaker as a value: closed, open, half-open with one probe.
//!
//! Owns the rule when a call may go to something that failed before. Pure: time is given, never read, and
//! nobody is told; whoever keeps the value tells it what became of each call. Serves tools and models alike.
//!
//! A tool's breaker is folded from the thread's events, so a restart changes nothing, and lives in one
//! `run::Breakers` a process, so that what one thread learned spares the others.

use serde::{Deserialize, Serialize};

use crate::event::Time;

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// How many failures in a row open it; 0 means never.
    pub failures: u32,
    /// Milliseconds until one call may try again.
    pub cool_down_ms: u64,
}

impl BreakerPolicy {
    /// Opens after 5 failures in a row, for 30 s.
    pub const DEFAULT: Self = Self {
        failures: 5,
        cool_down_ms: 30_000,
    };

    /// Never opens.
    pub const OFF: Self = Self {
        failures: 0,
        cool_down_ms: 0,
    };
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What stands between callers and something that may be broken.
///
/// ```
/// use agent_core::breaker::{Admission, Breaker, BreakerPolicy, Change};
/// use agent_core::event::Time;
///
/// let policy = BreakerPolicy { failures: 2, cool_down_ms: 1_000 };
/// let mut breaker = Breaker::default();
/// assert_eq!(breaker.admit(Time(0), 500), Admission::Free);
/// assert_eq!(breaker.failed(Admission::Free, &policy, Time(0)), None);
/// let until = Time(1_010);
/// assert_eq!(breaker.failed(Admission::Free, &policy, Time(10)), Some(Change::Opened { until }));
///
/// // Nobody gets through until the time has come, and then exactly one.
/// assert_eq!(breaker.admit(Time(1_009), 500), Admission::Refused { until });
/// assert_eq!(breaker.admit(Time(1_010), 500), Admission::Probe);
/// assert_eq!(breaker.admit(Time(1_011), 500), Admission::Refused { until: Time(1_510) });
/// assert_eq!(breaker.succeeded(Admission::Probe), Some(Change::Closed));
/// assert_eq!(breaker.admit(Time(1_012), 500), Admission::Free);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Breaker {
    /// Calls go through.
    Closed {
        /// Failures since the last success.
        failures: u32,
    },
    /// Calls are refused.
    Open {
        /// When one call may try again.
        until: Time,
    },
    /// Half-open: one call tries, the others are refused.
    Probing {
        /// When another one may try, should nothing be heard of the first: its process may have ended.
        until: Time,
    },
}

impl Default for Breaker {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

/// Whether a call may go through, and as what: hand it back with how the call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It may.
    Free,
    /// It may, alone: how it ends decides for all.
    Probe,
    /// It may not.
    Refused {
        /// When to try again.
        until: Time,
    },
}

/// A breaker's passage from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It opened.
    Opened {
        /// When one call may try again.
        until: Time,
    },
    /// It closed.
    Closed,
}

impl Breaker {
    /// Asks for one call. A probe has `patience_ms` to end; after that another call may probe.
    pub fn admit(&mut self, at: Time, patience_ms: u64) -> Admission {
        match *self {
            Self::Closed { .. } => Admission::Free,
            Self::Open { until } | Self::Probing { until } if at < until => {
                Admission::Refused { until }
            }
            Self::Open { .. } | Self::Probing { .. } => {
                *self = Self::Probing {
                    until: at.plus_ms(patience_ms),
                };
                Admission::Probe
            }
        }
    }

    /// Bounds what is left of a rest and of a probe: a clock that was set back must make neither longer.
    ///
    /// ```
    /// use agent_core::breaker::{Breaker, BreakerPolicy};
    /// use agent_core::event::Time;
    ///
    /// let mut breaker = Breaker::Open { until: Time(9_000_000) };
    /// breaker.bound(&BreakerPolicy::DEFAULT, 500, Time(1_000));
    /// assert_eq!(breaker, Breaker::Open { until: Time(31_000) });
    /// ```
    pub fn bound(&mut self, policy: &BreakerPolicy, patience_ms: u64, at: Time) {
        match self {
            Self::Closed { .. } => {}
            Self::Open { until } => *until = (*until).min(at.plus_ms(policy.cool_down_ms)),
            Self::Probing { until } => *until = (*until).min(at.plus_ms(patience_ms)),
        }
    }

    /// A call succeeded. One that began before the breaker opened does not close it.
    pub fn succeeded(&mut self, call: Admission) -> Option<Change> {
        match (*self, call) {
            (Self::Closed { .. }, _) => {
                *self = Self::default();
                None
            }
            (Self::Probing { .. } | Self::Open { .. }, Admission::Probe) => {
                *self = Self::default();
                Some(Change::Closed)
            }
            (Self::Probing { .. } | Self::Open { .. }, _) => None,
        }
    }

    /// A call failed in a way that more calls would not mend. One that began before the breaker opened
    /// changes nothing more.
    pub fn failed(&mut self, call: Admission, policy: &BreakerPolicy, at: Time) -> Option<Change> {
        let failures = match (*self, call) {
            (Self::Closed { failures }, _) => failures.saturating_add(1),
            (Self::Probing { .. } | Self::Open { .. }, Admission::Probe) => policy.failures,
            (Self::Probing { .. } | Self::Open { .. }, _) => return None,
        };
        if policy.failures == 0 || failures < policy.failures {
            *self = Self::Closed { failures };
            return None;
        }
        let until = at.plus_ms(policy.cool_down_ms);
        *self = Self::Open { until };
        Some(Change::Opened { until })
    }

    /// A call ended and says nothing of what it called: it was given up, or never got there. The next call
    /// probes in a probe's place.
    pub fn given_up(&mut self, call: Admission, at: Time) {
        if let (Self::Probing { .. }, Admission::Probe) = (*self, call) {
            *self = Self::Open { until: at };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: BreakerPolicy = BreakerPolicy {
        failures: 3,
        cool_down_ms: 100,
    };

    fn open_at(at: Time) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..3 {
            breaker.failed(Admission::Free, &POLICY, at);
        }
        assert_eq!(
            breaker,
            Breaker::Open {
                until: at.plus_ms(100)
            }
        );
        breaker
    }

    #[test]
    fn a_success_in_between_starts_the_count_again() {
        let mut breaker = Breaker::default();
        for _ in 0..10 {
            for _ in 0..2 {
                assert_eq!(breaker.failed(Admission::Free, &POLICY, Time(0)), None);
            }
            assert_eq!(breaker.succeeded(Admission::Free), None);
        }
        assert_eq!(breaker, Breaker::default());
    }

    #[test]
    fn a_failed_probe_opens_it_again() {
        let mut breaker = open_at(Time(0));
        assert_eq!(breaker.admit(Time(100), 50), Admission::Probe);
        let until = Time(220);
        let again = breaker.failed(Admission::Probe, &POLICY, Time(120));
        assert_eq!(again, Some(Change::Opened { until }));
        assert_eq!(breaker.admit(Time(219), 50), Admission::Refused { until });
    }

    #[test]
    fn calls_that_began_before_it_opened_change_nothing() {
        let mut breaker = open_at(Time(0));
        assert_eq!(breaker.failed(Admission::Free, &POLICY, Time(90)), None);
        assert_eq!(breaker.succeeded(Admission::Free), None);
        assert_eq!(breaker, Breaker::Open { until: Time(100) });
    }

    #[test]
    fn a_probe_that_is_never_heard_of_makes_room_for_another() {
        let mut breaker = open_at(Time(0));
        assert_eq!(breaker.admit(Time(100), 50), Admission::Probe);
        assert!(matches!(
            breaker.admit(Time(149), 50),
            Admission::Refused { .. }
        ));
        assert_eq!(breaker.admit(Time(150), 50), Admission::Probe);
        breaker.given_up(Admission::Probe, Time(151));
        assert_eq!(breaker.admit(Time(151), 50), Admission::Probe);
    }

    #[test]
    fn one_that_is_off_never_opens() {
        let mut breaker = Breaker::default();
        for _ in 0..1_000 {
            assert_eq!(
                breaker.failed(Admission::Free, &BreakerPolicy::OFF, Time(0)),
                None
            );
        }
        assert_eq!(breaker.admit(Time(0), 1), Admission::Free);
    }
}
