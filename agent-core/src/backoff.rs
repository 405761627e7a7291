//! How long to wait before another attempt: exponential, with jitter, as a pure function.
//!
//! Whoever waits brings the randomness and records the wait that came of it.

/// A policy of growing waits.
///
/// ```
/// use agent_core::backoff::Backoff;
///
/// let backoff = Backoff { first_ms: 100, factor: 2, most_ms: 1_000, jitter_percent: 50 };
/// assert_eq!(backoff.ms(1, 0), 100);
/// assert_eq!(backoff.ms(3, 0), 400);
/// assert_eq!(backoff.ms(9, 0), 1_000);
/// // Jitter shortens a wait by up to half here, so that those who failed together do not return together.
/// assert_eq!(backoff.ms(3, u64::MAX), 200);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Milliseconds before the second attempt.
    pub first_ms: u64,
    /// By how much each further wait is longer.
    pub factor: u32,
    /// Most milliseconds of one wait.
    pub most_ms: u64,
    /// By how much of its length a wait may be shorter, in percent.
    pub jitter_percent: u8,
}

impl Backoff {
    /// 200 ms, doubled each time up to 30 s, up to half of it off at random.
    pub const DEFAULT: Self = Self {
        first_ms: 200,
        factor: 2,
        most_ms: 30_000,
        jitter_percent: 50,
    };

    /// Attempts follow each other at once.
    pub const NONE: Self = Self {
        first_ms: 0,
        factor: 1,
        most_ms: 0,
        jitter_percent: 0,
    };

    /// Milliseconds to wait after this many failed attempts; `random` is any number, evenly chosen.
    #[must_use]
    pub fn ms(&self, failed: u32, random: u64) -> u64 {
        let growth = u64::from(self.factor).saturating_pow(failed.saturating_sub(1));
        let full = self.first_ms.saturating_mul(growth).min(self.most_ms);
        let most_off = u128::from(full) * u128::from(self.jitter_percent.min(100)) / 100;
        let off = (most_off * u128::from(random)) / u128::from(u64::MAX);
        full.saturating_sub(u64::try_from(off).unwrap_or(full))
    }
}

impl Default for Backoff {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_bound_and_never_past_it() {
        let waits: Vec<u64> = (1..=10)
            .map(|failed| Backoff::DEFAULT.ms(failed, 0))
            .collect();
        assert_eq!(waits[..4], [200, 400, 800, 1_600]);
        assert_eq!(waits[9], 30_000);
        assert_eq!(Backoff::DEFAULT.ms(u32::MAX, 0), 30_000);
        assert_eq!(Backoff::NONE.ms(5, 7), 0);
    }

    #[test]
    fn jitter_keeps_within_its_share() {
        for random in [0, 1, u64::MAX / 3, u64::MAX / 2, u64::MAX] {
            for failed in 1..12 {
                let (full, wait) = (
                    Backoff::DEFAULT.ms(failed, 0),
                    Backoff::DEFAULT.ms(failed, random),
                );
                assert!(
                    (full / 2..=full).contains(&wait),
                    "{failed} {random} {wait}"
                );
            }
        }
    }
}
