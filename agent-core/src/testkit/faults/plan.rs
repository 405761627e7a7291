//! Which request meets which fault.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::Fault;
use crate::testkit::Dice;

/// Which request meets which fault: in the order of a script, or as a seed throws them.
#[derive(Debug)]
pub struct FaultPlan(Mutex<Plan>);

#[derive(Debug)]
enum Plan {
    Script(VecDeque<Option<Fault>>),
    Seeded {
        dice: Dice,
        percent: usize,
        faults: Vec<Fault>,
    },
}

/// What a seed throws unless told otherwise: what ends by itself.
const USUAL: [Fault; 9] = [
    Fault::Malformed,
    Fault::CutOff,
    Fault::RateLimited {
        retry_after_ms: Some(20),
    },
    Fault::Server { status: 500 },
    Fault::Server { status: 503 },
    Fault::Disconnected,
    Fault::WrongTool,
    Fault::WrongArguments,
    Fault::PlainText,
];

impl FaultPlan {
    /// The first request meets the first one, and so on; `None` is no fault. After the last one nothing goes wrong.
    ///
    /// ```
    /// # use agent_core::testkit::{Fault, FaultPlan};
    /// FaultPlan::script([Fault::Malformed, Fault::WrongTool]);
    /// FaultPlan::script([None, Some(Fault::TimedOut)]); // the second request
    /// ```
    pub fn script(faults: impl IntoIterator<Item = impl Into<Option<Fault>>>) -> Self {
        let faults = faults.into_iter().map(Into::into);
        Self(Mutex::new(Plan::Script(faults.collect())))
    }

    /// The first `requests` all meet the same one: a storm.
    #[must_use]
    pub fn storm(fault: Fault, requests: usize) -> Self {
        Self::script(std::iter::repeat_n(fault, requests))
    }

    /// So many of a hundred requests meet a fault; which ones and which faults, the seed decides. Of all faults, but
    /// for those that take time.
    #[must_use]
    pub fn seeded(seed: u64, percent: u8) -> Self {
        Self(Mutex::new(Plan::Seeded {
            dice: Dice::new(seed),
            percent: percent.into(),
            faults: USUAL.to_vec(),
        }))
    }

    /// Of a seeded plan: these faults in place of the usual ones.
    #[must_use]
    pub fn of(self, kinds: impl IntoIterator<Item = Fault>) -> Self {
        let mut plan = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Plan::Seeded { faults, .. } = &mut plan {
            *faults = kinds.into_iter().collect();
        }
        Self(Mutex::new(plan))
    }

    /// What the next request meets.
    pub(crate) fn next(&self) -> Option<Fault> {
        let mut plan = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *plan {
            Plan::Script(faults) => faults.pop_front().flatten(),
            Plan::Seeded {
                dice,
                percent,
                faults,
            } => {
                // Both are thrown each time, so that one request's luck is not another's.
                let (met, fault) = (dice.below(100) < *percent, dice.pick(faults).copied());
                fault.filter(|_| met)
            }
        }
    }
}
