//! What has gone wrong since it last went well, and when that is too much.
//!
//! Owns the counters: errors of each tool, errors in a row, the same call with the same error. They are folded
//! from the thread, so a restart changes none of them. Only calls that the model chose count, and only errors
//! that it was told of: a flow's own calls are the flow's business, and a retry that is still to come is none.
//! The errors of one reply are told together and count once: the model could not know of the first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Item, OpenStep, Phase, Progress, State};
use crate::agent::Limits;
pub use crate::event::Trouble;
use crate::event::{CallRefused, Chooser, Does, GotStuck, ReplyRefused, StuckWhy};
use crate::hex::hex;
use crate::tool::{Failure, FailureKind};

/// Most errors that are kept for whoever is asked for help.
const KEPT: usize = 20;
/// Most characters of a call's arguments that are kept with its error.
const ARGUMENTS: usize = 400;

/// What has gone wrong since it last went well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Troubles {
    /// Replies in a row that led to errors, whatever the tool.
    pub in_a_row: u32,
    /// Replies that led to errors of a tool since it last succeeded.
    pub attempts: BTreeMap<String, u32>,
    /// The tool that was called again with the same arguments and failed in the same way, and how often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spin_out: Option<(String, u32)>,
    /// The last errors of tools that have not succeeded since, oldest first; at most 20.
    pub errors: Vec<Trouble>,
}

impl Troubles {
    /// Whether all is well.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, trouble: Trouble) {
        let mut together = self
            .errors
            .iter()
            .filter(|other| other.asked == trouble.asked);
        let row = u32::from(together.clone().next().is_none());
        let attempt = u32::from(!together.any(|other| other.tool == trouble.tool));
        self.spin_out = self.repeated(&trouble).or(self.spin_out.take());
        self.in_a_row = self.in_a_row.saturating_add(row);
        let attempts = self.attempts.entry(trouble.tool.clone()).or_default();
        *attempts = attempts.saturating_add(attempt);
        if self.errors.len() == KEPT {
            self.errors.remove(0);
        }
        self.errors.push(trouble);
    }

    /// The tool, and how often this very error came of this very call, if the model knew of it before.
    fn repeated(&self, trouble: &Trouble) -> Option<(String, u32)> {
        let same = self
            .errors
            .iter()
            .filter(|earlier| earlier.sha256 == trouble.sha256);
        let mut told: Vec<u64> = same.map(|earlier| earlier.asked).collect();
        told.dedup();
        told.retain(|asked| *asked != trouble.asked);
        let repeats = u32::try_from(told.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        (repeats > 1).then(|| (trouble.tool.clone(), repeats))
    }

    fn settle(&mut self, tool: &str) {
        self.in_a_row = 0;
        self.attempts.remove(tool);
        self.errors.retain(|trouble| trouble.tool != tool);
        if self.spin_out.as_ref().is_some_and(|(spun, _)| spun == tool) {
            self.spin_out = None;
        }
    }

    /// Why this is too much, if it is.
    pub(super) fn too_much(&self, limits: &Limits) -> Option<StuckWhy> {
        if let Some((tool, repeats)) = &self.spin_out {
            return Some(StuckWhy::SpinOut {
                tool: tool.clone(),
                repeats: *repeats,
            });
        }
        let mut tools = self.attempts.iter();
        let over = |count: u32, limit: u32| limit > 0 && count >= limit;
        if let Some((tool, attempts)) = tools.find(|(_, count)| over(**count, limits.tool_attempts))
        {
            return Some(StuckWhy::ToolAttempts {
                tool: tool.clone(),
                attempts: *attempts,
            });
        }
        over(self.in_a_row, limits.consecutive_errors).then_some(StuckWhy::ConsecutiveErrors {
            errors: self.in_a_row,
        })
    }
}

/// That the agent got stuck, and what follows, where too much has gone wrong to ask the model again.
#[must_use]
pub fn got_stuck(state: &State) -> Option<GotStuck> {
    let limits = &state.progress.limits;
    let why = state.progress.troubles.too_much(limits)?;
    let then = limits.when_stuck;
    Some(GotStuck { why, then })
}

/// A call failed for good.
pub(super) fn failed(progress: &mut Progress, event: u64, call: u64, failure: &Failure) {
    let Some(step) = step(&progress.phase, call) else {
        return;
    };
    if step.by == Chooser::Model && counts(failure.kind) {
        let error = (failure.kind.to_string(), failure.message.as_str());
        let place = (event, progress.asked);
        let trouble = Trouble::new(place, &step.step, &step.arguments, error);
        progress.troubles.add(trouble);
    }
}

/// A call succeeded, whoever chose it.
pub(super) fn succeeded(progress: &mut Progress, call: u64) {
    if let Some(step) = step(&progress.phase, call)
        && matches!(step.does, Does::Call { .. })
    {
        progress.troubles.settle(&step.step);
    }
}

/// Arguments were refused. A name that no tool has counts against no tool, nor does a call that was right.
pub(super) fn refused(progress: &mut Progress, event: u64, fact: &ReplyRefused) {
    let Phase::Replied(reply) = &progress.phase else {
        return;
    };
    for (at, call) in fact.calls.iter().enumerate() {
        let right = call.error == CallRefused::NOT_RUN;
        if right || call.error == CallRefused::UNKNOWN || call.step.is_empty() {
            continue;
        }
        let native = reply.calls.get(at).map(|call| call.arguments.as_str());
        let read = (!call.read.is_empty()).then_some(call.read.as_str());
        let text = reply.text.as_deref();
        let arguments = native.or(read).or(text).unwrap_or_default();
        let error = (call.error.clone(), call.feedback.as_str());
        let place = (event, progress.asked);
        let trouble = Trouble::new(place, &call.step, arguments, error);
        progress.troubles.add(trouble);
    }
}

/// A person who denied a call, or knows that nobody knows, is at hand already; and where nobody was to run calls,
/// none of them failed.
const fn counts(kind: FailureKind) -> bool {
    match kind {
        FailureKind::Error
        | FailureKind::Timeout
        | FailureKind::Panicked
        | FailureKind::TooLarge
        | FailureKind::Unreadable
        | FailureKind::BadArguments
        | FailureKind::Unavailable
        | FailureKind::Vetoed
        | FailureKind::Ended => true,
        FailureKind::Denied
        | FailureKind::Unknown
        | FailureKind::Cancelled
        | FailureKind::ToolNotFound
        | FailureKind::NotRun
        | FailureKind::Late => false,
    }
}

impl Trouble {
    fn new(
        (event, asked): (u64, u64),
        tool: &str,
        arguments: &str,
        (error, message): (String, &str),
    ) -> Self {
        Self {
            event,
            asked,
            tool: tool.to_owned(),
            arguments: arguments.chars().take(ARGUMENTS).collect(),
            sha256: same(tool, arguments, &error, message),
            error,
            message: message.to_owned(),
        }
    }
}

/// The batch's step of this call.
fn step(phase: &Phase, call: u64) -> Option<&OpenStep> {
    let Phase::Settling(batch) = phase else {
        return None;
    };
    let mut steps = batch.iter().filter_map(Item::step);
    steps.find(|step| step.call == call)
}

fn same(tool: &str, arguments: &str, error: &str, message: &str) -> String {
    // Arguments that were refused are in no order and may not even be JSON.
    let arguments = serde_json::from_str::<Value>(arguments)
        .map_or_else(|_| arguments.trim().to_owned(), |value| value.to_string());
    let mut hash = Sha256::new();
    for text in [tool, &arguments, error, message] {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    }
    hex(&hash.finalize())
}
