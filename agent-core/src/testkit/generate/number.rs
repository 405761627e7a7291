//! Numbers within bounds.

use super::maker::Bounds;
use crate::schema::{Bound, Limit};
use crate::testkit::Dice;

/// Numbers of everyday size.
const USUAL: i128 = 100;

/// The whole numbers of a type within bounds: the smallest and the largest.
pub(super) fn whole_range(of_type: (i128, i128), bounds: Bounds<'_>) -> (i128, i128) {
    let all = bounds.iter().flat_map(|bounds| bounds.iter());
    all.fold(of_type, |(low, high), bound| match bound {
        Bound::Minimum(limit) => (low.max(whole(limit, f64::ceil)), high),
        Bound::ExclusiveMinimum(limit) => {
            (low.max(whole(limit, f64::floor).saturating_add(1)), high)
        }
        Bound::Maximum(limit) => (low, high.min(whole(limit, f64::floor))),
        Bound::ExclusiveMaximum(limit) => {
            (low, high.min(whole(limit, f64::ceil).saturating_sub(1)))
        }
        _ => (low, high),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "whatever is made of it is checked"
)]
fn whole(limit: &Limit, round: fn(f64) -> f64) -> i128 {
    match limit {
        Limit::Integer(value) => *value,
        Limit::Float(value) => round(*value) as i128,
    }
}

/// A whole number, most often an everyday one.
pub(super) fn integer(dice: &mut Dice, (low, high): (i128, i128), hard: bool) -> i128 {
    let near = 0_i128.max(low).min(high);
    match dice.below(8) {
        0 if hard => low,
        1 if hard => high,
        2 if hard => dice.between(low, high),
        3 => near,
        _ => dice.between(
            low.max(near.saturating_sub(USUAL / 10)),
            high.min(near.saturating_add(USUAL)),
        ),
    }
}

/// The numbers within bounds: the smallest and the largest, as far as they are stated.
pub(super) fn range(bounds: Bounds<'_>) -> (Option<f64>, Option<f64>) {
    let all = bounds.iter().flat_map(|bounds| bounds.iter());
    all.fold((None, None), |(low, high), bound| match bound {
        Bound::Minimum(limit) | Bound::ExclusiveMinimum(limit) => (
            Some(low.map_or(float_of(limit), |low: f64| low.max(float_of(limit)))),
            high,
        ),
        Bound::Maximum(limit) | Bound::ExclusiveMaximum(limit) => (
            low,
            Some(high.map_or(float_of(limit), |high: f64| high.min(float_of(limit)))),
        ),
        _ => (low, high),
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "whatever is made of it is checked"
)]
fn float_of(limit: &Limit) -> f64 {
    match limit {
        Limit::Integer(value) => *value as f64,
        Limit::Float(value) => *value,
    }
}

/// A number, most often one with few digits.
pub(super) fn float(dice: &mut Dice, (low, high): (Option<f64>, Option<f64>)) -> String {
    let usual = [0.0, 1.0, 1.5, -2.25, 0.1, 12.0, 99.95];
    let (from, to) = match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low + 1000.0),
        (None, Some(high)) => (high - 1000.0, high),
        (None, None) => (-1000.0, 1000.0),
    };
    let between = from + (to - from) * dice.fraction();
    let value = match dice.below(6) {
        0 | 1 => dice.pick(&usual).copied().unwrap_or(between),
        2 => (between * 100.0).round() / 100.0,
        3 => low.or(high).unwrap_or(between),
        _ => between,
    };
    format!("{value:?}")
}
