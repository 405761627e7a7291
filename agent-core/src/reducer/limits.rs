//! The bounds of a run (row F8.8).

use super::Progress;
use crate::event::{LimitKind, LimitReached};

impl Progress {
    /// The bound that forbids another request, if one does.
    #[must_use]
    pub fn limit_reached(&self) -> Option<LimitReached> {
        let (limits, run) = (&self.limits, &self.run);
        [
            (LimitKind::Steps, Some(u64::from(limits.steps)), run.steps),
            (LimitKind::Tokens, limits.tokens, run.tokens),
            (LimitKind::Cost, limits.cost_micros, run.cost_micros),
            (LimitKind::Time, limits.time_ms, run.active_ms),
        ]
        .into_iter()
        .find_map(|(kind, limit, reached)| at_bound(kind, limit, reached))
    }

    /// The bound that forbids another call, if one does: a model's reply cost its tokens before.
    pub(super) fn forbids_calls(&self) -> Option<LimitReached> {
        let time = at_bound(LimitKind::Time, self.limits.time_ms, self.run.active_ms);
        self.over_steps().or(time)
    }

    /// The bound on steps, if the steps that were chosen go past it.
    pub(super) fn over_steps(&self) -> Option<LimitReached> {
        let limit = u64::from(self.limits.steps);
        (self.run.steps > limit).then_some(LimitReached {
            kind: LimitKind::Steps,
            limit,
            reached: self.run.steps,
        })
    }
}

fn at_bound(kind: LimitKind, limit: Option<u64>, reached: u64) -> Option<LimitReached> {
    let limit = limit.filter(|limit| reached >= *limit)?;
    Some(LimitReached {
        kind,
        limit,
        reached,
    })
}
