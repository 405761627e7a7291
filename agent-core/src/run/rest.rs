//! Waiting for a time, by the run's own clock.

use std::time::Duration;

use crate::event::Time;
use crate::port::Clock;

/// Sleeps until the clock shows this time; a clock that can moves on instead.
pub(super) async fn rest(clock: &dyn Clock, until: Time) {
    loop {
        let left = until.0.saturating_sub(clock.now().0);
        if left == 0 || clock.skip_to(until) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(left)).await;
    }
}
