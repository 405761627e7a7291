//! Whether a call that failed is tried again, when, and what is kept of its failure.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use super::Runner;
use crate::agent::{StepKind, Table};
use crate::contract::Contract;
use crate::event::{CallFailed, Does, Time};
use crate::reducer::{OpenStep, StepStatus};
use crate::thread::Thread;
use crate::tool::{Failure, FailureKind};

/// How often a call that is safe to repeat is begun again after crashes, beyond its attempts: a tool that
/// takes the process down each time must not do so for ever.
const RECOVERIES: u32 = 3;
/// Most milliseconds that a run sits out because a failure names a time; whoever names a longer one has failed for
/// good, and the model and the flow decide.
const PATIENCE_MS: u64 = 300_000;
/// Most bytes of a failure's text, and of its detail.
const FAILURE_BYTES: usize = 64 << 10;

impl<A> Runner<A> {
    /// Whether another attempt follows, and when: the wait is chosen here and recorded. None follows that would come
    /// after the model's patience with a call.
    pub(super) fn retried(
        &self,
        thread: &Thread,
        patience: Option<Duration>,
        fact: CallFailed,
    ) -> CallFailed {
        let step = thread.state().open_step(fact.call);
        let Some(attempt) = step.and_then(|step| may_retry(self.table, step, &fact.failure)) else {
            return fact;
        };
        let named = fact.failure.retry_after_ms.unwrap_or(0);
        if named > PATIENCE_MS {
            return fact;
        }
        let wait = self.hooks.backoff.ms(attempt, random()).max(named);
        if patience.is_some_and(|left| left <= Duration::from_millis(wait)) {
            return fact;
        }
        CallFailed {
            retry: true,
            due: (wait > 0).then(|| self.clock.now().plus_ms(wait)),
            ..fact
        }
    }
}

pub(super) fn contract(table: &Table, step: &OpenStep) -> Option<&'static Contract> {
    let index = table.find(&step.step, step.version)?;
    match &table.step(index).kind {
        StepKind::Tool(contract) => Some(contract),
        StepKind::Ask(_) | StepKind::Done | StepKind::Wait(_) => None,
    }
}

/// The attempt that may follow one that started and never answered.
pub(super) fn next_attempt(table: &Table, step: &OpenStep) -> Option<u32> {
    let (StepStatus::Running(attempt), Does::Call { class, .. }) = (&step.status, step.does) else {
        return None;
    };
    let attempts = contract(table, step).map_or(1, |contract| contract.attempts);
    (class.may_run_again() && *attempt < attempts.saturating_add(RECOVERIES)).then(|| attempt + 1)
}

/// A number, evenly chosen. It decides how long a call rests, and that is recorded.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The failure of a call that its tool's breaker refused.
pub(super) fn unavailable(until: Time, now: Time) -> Failure {
    let text = format!("it failed too often in a row; try again after {until}");
    Failure::new(FailureKind::Unavailable, text).after_ms(until.0.saturating_sub(now.0))
}

/// Another attempt follows a failure that another attempt may mend, if the class allows it: after the one that
/// this gives.
fn may_retry(table: &Table, step: &OpenStep, failure: &Failure) -> Option<u32> {
    match (&step.status, step.does) {
        (StepStatus::Running(attempt), Does::Call { class, .. }) => {
            let attempts = contract(table, step).map_or(1, |contract| contract.attempts);
            (failure.kind.may_pass() && class.may_run_again() && *attempt < attempts)
                .then_some(*attempt)
        }
        _ => None,
    }
}

/// What a tool says of its failure goes into the log, and in a short form to the model: an error that brings a whole
/// book along is cut, and a detail that would have to be cut is left out.
pub(super) fn shortened(mut failure: Failure) -> Failure {
    if failure.message.len() > FAILURE_BYTES {
        let bytes = failure.message.len();
        let mut ends = (0..=FAILURE_BYTES).rev();
        let end = ends.find(|at| failure.message.is_char_boundary(*at));
        let shown = &failure.message[..end.unwrap_or(0)];
        failure.message = format!("{shown}… ({bytes} bytes)");
    }
    failure.detail = failure
        .detail
        .filter(|detail| detail.len() <= FAILURE_BYTES);
    failure
}
