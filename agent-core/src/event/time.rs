//! Time as it stands in an event. Never reads a clock.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch; prints as RFC 3339 in UTC.
///
/// ```
/// use agent_core::event::Time;
/// assert_eq!(Time(1_763_726_160_000).to_string(), "2025-11-21T11:56:00.000Z");
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Time(pub u64);

/// The first millisecond of the year 10000, which RFC 3339 cannot write.
const YEAR_10000: u64 = 253_402_300_800_000;

impl Time {
    /// The time this many milliseconds later.
    #[must_use]
    pub fn plus_ms(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= YEAR_10000 {
            return write!(f, "{} ms after 1970", self.0);
        }
        let time = UNIX_EPOCH + Duration::from_millis(self.0);
        humantime::format_rfc3339_millis(time).fmt(f)
    }
}
