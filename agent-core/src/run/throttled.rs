//! A client-side rate limit before whoever carries out the calls.

use std::collections::{HashMap, VecDeque};
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
    calls: usize,
    per_ms: u64,
    clock: Arc<dyn Clock>,
    /// When the last calls of each tool began or will begin: as many as may be in one while.
    turns: Mutex<HashMap<String, VecDeque<Time>>>,
}

impl<E: Executor> Throttled<E> {
    /// At most `calls` calls of each tool, and at least 1, in any `per`.
    #[must_use]
    pub fn new(inner: E, calls: usize, per: Duration) -> Self {
        Self {
            inner: Arc::new(inner),
            calls: calls.max(1),
            per_ms: u64::try_from(per.as_millis()).unwrap_or(u64::MAX),
            clock: Arc::new(SystemClock),
            turns: Mutex::default(),
        }
    }

    /// Where time comes from.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Takes a turn and says when it is.
    fn turn(&self, tool: &str) -> Time {
        let now = self.clock.now();
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = turns.entry(tool.to_owned()).or_default();
        let full = turns.len() == self.calls;
        let first = if full { turns.pop_front() } else { None };
        let turn = first.map_or(now, |first| first.plus_ms(self.per_ms).max(now));
        turns.push_back(turn);
        turn
    }
}

impl<E: Executor + 'static> Executor for Throttled<E> {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        let turn = self.turn(&call.tool);
        let (inner, clock) = (Arc::clone(&self.inner), Arc::clone(&self.clock));
        Box::pin(async move {
            rest(&*clock, turn).await;
            inner.execute(call).await
        })
    }
}
