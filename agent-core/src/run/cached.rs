//! A cache of results before whoever carries out the calls.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::executor::{CallResult, Executor, ToolCall};
use crate::contract::Class;
use crate::event::Time;
use crate::port::{BoxFuture, Clock, SystemClock};

/// Most bytes of keys and results, unless told otherwise.
const BYTES: usize = 16 << 20;

/// Gives the result of the same call again, for a while: of `read` tools only, and of calls that succeeded.
///
/// The same call is tool, version and canonical arguments; whose thread it is does not matter, so leave out tools
/// ([`except`](Self::except)) whose results depend on more than that. The oldest results make room for new ones.
/// The thread's events are the same as without a cache.
pub struct Cached<E> {
    inner: E,
    lives_ms: u64,
    except: Vec<String>,
    clock: Arc<dyn Clock>,
    kept: Arc<Mutex<Kept>>,
}

type Key = (String, u32, String);

#[derive(Default)]
struct Kept {
    results: HashMap<Key, (Time, String)>,
    oldest: VecDeque<(Key, Time)>,
    bytes: usize,
    most: usize,
}

impl<E: Executor> Cached<E> {
    /// Keeps results for this long, in 16 MiB at most.
    #[must_use]
    pub fn new(inner: E, lives: Duration) -> Self {
        let kept = Kept {
            most: BYTES,
            ..Kept::default()
        };
        Self {
            inner,
            lives_ms: u64::try_from(lives.as_millis()).unwrap_or(u64::MAX),
            except: Vec::new(),
            clock: Arc::new(SystemClock),
            kept: Arc::new(Mutex::new(kept)),
        }
    }

    /// Keeps no results of this tool.
    #[must_use]
    pub fn except(mut self, tool: impl Into<String>) -> Self {
        self.except.push(tool.into());
        self
    }

    /// Keeps so many bytes of calls and results at most.
    #[must_use]
    pub fn bytes(self, most: usize) -> Self {
        lock(&self.kept).most = most;
        self
    }

    /// Where time comes from.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

impl<E: Executor> Executor for Cached<E> {
    fn execute(&self, call: ToolCall) -> BoxFuture<'static, CallResult> {
        if call.class != Class::Read || self.except.contains(&call.tool) {
            return self.inner.execute(call);
        }
        let key = (call.tool.clone(), call.version, call.shown.clone());
        if let Some(result) = lock(&self.kept).get(&key, self.clock.now()) {
            return Box::pin(async move { Ok(result) });
        }
        let (kept, clock, lives) = (
            Arc::clone(&self.kept),
            Arc::clone(&self.clock),
            self.lives_ms,
        );
        let running = self.inner.execute(call);
        Box::pin(async move {
            let result = running.await;
            if let Ok(result) = &result {
                let until = clock.now().plus_ms(lives);
                lock(&kept).put(key, until, result.clone());
            }
            result
        })
    }
}

impl Kept {
    fn get(&self, key: &Key, now: Time) -> Option<String> {
        let (until, result) = self.results.get(key)?;
        (now < *until).then(|| result.clone())
    }

    fn put(&mut self, key: Key, until: Time, result: String) {
        let bytes = size(&key, &result);
        if bytes > self.most {
            return;
        }
        self.remove(&key);
        while self.bytes + bytes > self.most {
            let Some((oldest, since)) = self.oldest.pop_front() else {
                break;
            };
            // One that was put in again since is not the oldest.
            if self
                .results
                .get(&oldest)
                .is_some_and(|(until, _)| *until == since)
            {
                self.remove(&oldest);
            }
        }
        self.bytes += bytes;
        self.oldest.push_back((key.clone(), until));
        self.results.insert(key, (until, result));
    }

    fn remove(&mut self, key: &Key) {
        if let Some((_, result)) = self.results.remove(key) {
            self.bytes -= size(key, &result);
        }
    }
}

/// The key stands in the table and in the queue.
const fn size(key: &Key, result: &str) -> usize {
    2 * (key.0.len() + key.2.len()) + result.len()
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
