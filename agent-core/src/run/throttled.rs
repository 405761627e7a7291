//! A client-side rate limit before whoever carries out the calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::executor::{CallResult, Executor, ToolCall};
use super::rest::rest;
use crate::event::Time;
use crate::port::{BoxFuture, Clock, SystemClock};

/// Lets each tool be called so often in a while, and no more: calls beyond that wait for their turn, in the order
/// in which they came. Waiting counts towards the call's timeout.
///
/// Share one among runners by giving each a clone of the `Arc` that holds it.
pub struct Throttled<E> {
    inner: Arc<E>,
    /// Microseconds between calls at the steady rate.
    between: u64,
    /// Microseconds in which a burst of all calls may come at once.
    burst: u64,
    clock: Arc<dyn Clock>,
    /// When each tool's steady stream of calls would be done, in microseconds.
    booked: Mutex<HashMap<String, u64>>,
}

impl<E: Executor> Throttled<E> {
    /// At most `calls` calls of each tool in any `per`; at least 1.
    #[must_use]
    pub fn new(inner: E, calls: u32, per: Duration) -> Self {
        let per = u64::try_from(per.as_micros()).unwrap_or(u64::MAX);
        let between = per.div_ceil(u64::from(calls.max(1)));
        Self {
            inner: Arc::new(inner),
            between,
            burst: per.saturating_sub(between),
            clock: Arc::new(SystemClock),
            booked: Mutex::default(),
        }
    }

    /// Where time comes from.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Takes a turn and says when it is.
    fn book(&self, tool: &str) -> Time {
        let now = self.clock.now().0.saturating_mul(1_000);
        let mut booked = self.booked.lock().unwrap_or_else(PoisonError::into_inner);
        let done = booked.entry(tool.to_owned()).or_default();
        let begin = (*done).max(now);
        *done = begin.saturating_add(self.between);
        Time(begin.saturating_sub(self.burst).max(now).div_ceil(1_000))
    }
}

impl<E: Executor + 'static> Executor for Throttled<E> {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        let turn = self.book(&call.tool);
        let (inner, clock) = (Arc::clone(&self.inner), Arc::clone(&self.clock));
        Box::pin(async move {
            rest(&*clock, turn).await;
            inner.execute(call).await
        })
    }
}
