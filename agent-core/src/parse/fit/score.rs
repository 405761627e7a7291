//! How well a value fits a shape, and which of two fits better.

use std::cmp::{Ordering, Reverse};

/// What a fit costs. The smaller one is better: first come values that do not fit, then losses,
/// then the price of the repairs, then how many declared keys are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Score {
    /// Values that do not fit.
    pub(crate) misfits: u32,
    /// Repairs that lose or invent data.
    pub(crate) losses: u32,
    /// The sum of the repairs' prices.
    pub(crate) price: u32,
    /// Declared keys that are there.
    pub(crate) matched: u32,
}

impl Score {
    pub(crate) const MISFIT: Self = Self {
        misfits: 1,
        losses: 0,
        price: 0,
        matched: 0,
    };

    /// True if all fits and nothing is lost.
    pub(crate) fn fits(&self) -> bool {
        self.misfits == 0 && self.losses == 0
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.misfits = self.misfits.saturating_add(other.misfits);
        self.losses = self.losses.saturating_add(other.losses);
        self.price = self.price.saturating_add(other.price);
        self.matched = self.matched.saturating_add(other.matched);
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |score: &Self| {
            (
                score.misfits,
                score.losses,
                score.price,
                Reverse(score.matched),
            )
        };
        key(self).cmp(&key(other))
    }
}
