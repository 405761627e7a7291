//! The breakers of a process's tools, shared by its threads.
//!
//! A breaker's passages are events of the thread whose call caused them, and the thread's state folds them: a
//! restart finds them there when a thread is loaded. What is shared in between lives here, because a tool that
//! fails in one thread fails in the others, and no thread's log knows of another's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::breaker::{Admission, Breaker, BreakerPolicy, Change};
use crate::event::Time;
use crate::reducer::{Health, ToolBreaker, health};
use crate::thread::Thread;
use crate::tool::{Failure, FailureKind};

/// The breakers of all tools, by name. Give a clone to each [`Runner`](super::Runner) whose tools reach the same
/// things; a runner that is given none has its own.
///
/// After failures in a row (5 unless told otherwise, of all threads together) calls of the tool are refused at once,
/// with a failure of the kind [`Unavailable`](FailureKind::Unavailable) that names the time to try again. Then one
/// call probes: with its success the tool is open to all, with its failure closed for another while. Other tools are
/// not touched.
///
/// Timeouts and panics count, and an `Err` that says that it passes ([`Transient`](crate::tool::Transient)). Any other
/// `Err`, such as "no such order", is the answer of a tool that works, and ends the row. [`counting`](Self::counting)
/// decides otherwise.
///
/// ```
/// use agent_core::breaker::BreakerPolicy;
/// use agent_core::run::Breakers;
/// use agent_core::tool::FailureKind;
///
/// let breakers = Breakers::new(BreakerPolicy { failures: 3, cool_down_ms: 10_000 })
///     .tool("search", BreakerPolicy::OFF)
///     // The tools' errors are texts, and some texts mean that the server is down.
///     .counting(|failure| failure.kind != FailureKind::Error || failure.message.contains("refused"));
/// // `Runner::new(model, deps).breakers(breakers.clone())`
/// # let _ = breakers;
/// ```
#[derive(Clone, Default)]
pub struct Breakers {
    policy: BreakerPolicy,
    tools: HashMap<String, BreakerPolicy>,
    counts: Option<fn(&Failure) -> bool>,
    shared: Arc<Mutex<HashMap<String, ToolBreaker>>>,
}

impl Breakers {
    /// Breakers of this policy.
    #[must_use]
    pub fn new(policy: BreakerPolicy) -> Self {
        Self {
            policy,
            ..Self::default()
        }
    }

    /// Another policy for one tool.
    #[must_use]
    pub fn tool(mut self, name: impl Into<String>, policy: BreakerPolicy) -> Self {
        self.tools.insert(name.into(), policy);
        self
    }

    /// Counts these of the errors, timeouts and panics of tools, and no others.
    #[must_use]
    pub fn counting(mut self, counts: fn(&Failure) -> bool) -> Self {
        self.counts = Some(counts);
        self
    }

    /// The breaker of a tool, as it is now.
    #[must_use]
    pub fn of(&self, tool: &str) -> Breaker {
        let known = self.lock().get(tool).copied();
        known.unwrap_or_default().breaker
    }

    /// Takes in what a thread's log knows, where it is newer than what is known here.
    pub(super) fn learn(&self, thread: &Thread) {
        let mut shared = self.lock();
        for (tool, known) in &thread.state().progress().breakers {
            let here = shared.entry(tool.clone()).or_default();
            if here.at < known.at {
                *here = *known;
                // The log counts by the rule that holds where nobody says otherwise.
                if let (Some(_), Breaker::Closed { failures }) = (self.counts, &mut here.breaker) {
                    *failures = 0;
                }
            }
        }
    }

    /// Asks for one call, which takes `patience_ms` at most.
    pub(super) fn admit(&self, tool: &str, at: Time, patience_ms: u64) -> Admission {
        let policy = self.policy(tool);
        let mut shared = self.lock();
        let Some(known) = shared.get_mut(tool).filter(|_| policy.failures > 0) else {
            return Admission::Free;
        };
        known.at = known.at.max(at);
        let patience = patience_ms.max(policy.cool_down_ms);
        known.breaker.bound(&policy, patience, at);
        known.breaker.admit(at, patience)
    }

    /// Takes in how a call ended.
    pub(super) fn ended(
        &self,
        tool: &str,
        call: Admission,
        failure: Option<&Failure>,
        at: Time,
    ) -> Option<Change> {
        let policy = self.policy(tool);
        let mut shared = self.lock();
        if failure.is_none() && !shared.contains_key(tool) {
            return None;
        }
        let known = shared.entry(tool.to_owned()).or_default();
        known.at = known.at.max(at);
        match failure {
            None => known.breaker.succeeded(call),
            Some(failure) => match self.health(failure) {
                Health::Ill => known.breaker.failed(call, &policy, at),
                Health::Well => known.breaker.succeeded(call),
                Health::Unknown => {
                    known.breaker.given_up(call, at);
                    None
                }
            },
        }
    }

    fn health(&self, failure: &Failure) -> Health {
        let mine = matches!(
            failure.kind,
            FailureKind::Error | FailureKind::Timeout | FailureKind::Panicked
        );
        match self.counts.filter(|_| mine) {
            Some(counts) if counts(failure) => Health::Ill,
            // A program that does not count a timeout learned nothing from it.
            Some(_) if failure.kind != FailureKind::Error => Health::Unknown,
            Some(_) => Health::Well,
            None => health(failure),
        }
    }

    fn policy(&self, tool: &str) -> BreakerPolicy {
        self.tools.get(tool).copied().unwrap_or(self.policy)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, ToolBreaker>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Breakers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Breakers")
            .field("policy", &self.policy)
            .field("tools", &*self.lock())
            .finish_non_exhaustive()
    }
}
