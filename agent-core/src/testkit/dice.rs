//! Numbers that look random and depend on a seed alone.

/// Numbers that look random and depend on a seed alone (`SplitMix64`): a test that throws them can be run again.
///
/// ```
/// # use agent_core::testkit::Dice;
/// let (mut one, mut two) = (Dice::new(7), Dice::new(7));
/// assert_eq!(one.number(), two.number());
/// assert!(one.below(6) < 6);
/// ```
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Dice of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`; 0 if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.number() % count).unwrap_or(0)
    }

    /// True once in `count` throws.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// One of the items; `None` if there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// A whole number from `low` to `high`, both included; `low` if that is the larger one.
    pub(crate) fn between(&mut self, low: i128, high: i128) -> i128 {
        let width = high.checked_sub(low).unwrap_or(i128::MAX).max(0);
        let high_half = u128::from(self.number()) << 64;
        let thrown = (high_half | u128::from(self.number())) % (width.unsigned_abs() + 1);
        low.saturating_add(i128::try_from(thrown).unwrap_or(0))
    }

    /// A fraction from 0 up to 1.
    #[expect(
        clippy::cast_precision_loss,
        reason = "53 bits are what a fraction has"
    )]
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_stay_in_range_and_differ() {
        let mut dice = Dice::new(1);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..200 {
            assert!((-3..=3).contains(&dice.between(-3, 3)));
            assert!((0.0..1.0).contains(&dice.fraction()));
            seen.insert(dice.below(6));
        }
        assert_eq!(seen.len(), 6);
        assert_eq!(dice.between(5, 4), 5);
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.pick::<u8>(&[]), None);
        let whole = dice.between(i128::MIN, i128::MAX);
        assert_ne!(whole, dice.between(i128::MIN, i128::MAX));
    }
}
