//! What a running call may know about itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::KeptResults;

/// Given to every tool that takes a `&CallContext`.
#[derive(Debug, Clone)]
pub struct CallContext {
    /// The same for every attempt of this call, and for no other call: `<thread>/<call>`.
    pub idempotency_key: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// When the runner gives up waiting; `None` where nothing limits the call.
    ///
    /// A moment of the runner's own clock: given to the tool, never recorded and never folded.
    pub deadline: Option<Instant>,
    /// Set when nobody waits for the answer any more.
    pub cancellation: Cancellation,
    /// Results of earlier calls that the model was shown a digest of.
    pub results: KeptResults,
}

impl CallContext {
    /// The context of a first attempt without a deadline.
    #[must_use]
    pub fn new(idempotency_key: impl Into<String>) -> Self {
        Self {
            idempotency_key: idempotency_key.into(),
            attempt: 1,
            deadline: None,
            cancellation: Cancellation::default(),
            results: KeptResults::default(),
        }
    }
}

/// A flag that the runner raises and long-running tools look at.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Raises the flag.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the flag was raised.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
