//! What a shape is below its options and newtypes, and the limits that hold for it.

use super::{PinEnd, PinLength};
use crate::schema::{Bound, Kind, Limit, ShapeRef};

/// Newtypes and fields whose bounds are looked at; what stands deeper is no longer peeled.
const LAYERS: usize = 8;

/// A shape without its wrappers.
#[derive(Clone, Copy)]
pub(super) struct Bare {
    pub(super) shape: ShapeRef,
    pub(super) null: bool,
    bounds: [&'static [Bound]; LAYERS],
}

impl Bare {
    pub(super) const fn of(mut shape: ShapeRef, bounds: &'static [Bound]) -> Self {
        let mut all: [&'static [Bound]; LAYERS] = [&[]; LAYERS];
        all[0] = bounds;
        let mut layer = 1;
        let mut null = false;
        while layer < LAYERS {
            match &shape.get().kind {
                Kind::Option(inner) => {
                    null = true;
                    shape = *inner;
                }
                Kind::Streamed { inner, .. } => shape = *inner,
                Kind::Newtype { inner, bounds } => {
                    all[layer] = bounds;
                    shape = *inner;
                }
                _ => break,
            }
            layer += 1;
        }
        Self {
            shape,
            null,
            bounds: all,
        }
    }

    const fn bound(&self, index: usize) -> Option<&'static Bound> {
        let mut left = index;
        let mut layer = 0;
        while layer < LAYERS {
            if left < self.bounds[layer].len() {
                return Some(&self.bounds[layer][left]);
            }
            left -= self.bounds[layer].len();
            layer += 1;
        }
        None
    }

    /// The outermost pattern, or empty.
    pub(super) const fn pattern(&self) -> &'static str {
        let mut at = 0;
        while let Some(bound) = self.bound(at) {
            if let Bound::Pattern(text) = bound {
                return text;
            }
            at += 1;
        }
        ""
    }

    /// The outermost format that was stated, or empty.
    pub(super) const fn stated_format(&self) -> &'static str {
        let mut at = 0;
        while let Some(bound) = self.bound(at) {
            if let Bound::Format(text) = bound {
                return text;
            }
            at += 1;
        }
        ""
    }

    /// The numbers allowed, by the type and by what was stated.
    pub(super) const fn range(&self) -> Range {
        let whole = matches!(self.shape.get().kind, Kind::Integer { .. });
        let mut range = match self.shape.get().kind {
            Kind::Integer { min, max } => Range::of_type(min, max),
            _ => Range::ANY,
        };
        let mut at = 0;
        while let Some(bound) = self.bound(at) {
            match *bound {
                Bound::Minimum(limit) => range.raise(closed(limit, whole, false, 1)),
                Bound::ExclusiveMinimum(limit) => range.raise(closed(limit, whole, true, 1)),
                Bound::Maximum(limit) => range.lower(closed(limit, whole, false, -1)),
                Bound::ExclusiveMaximum(limit) => range.lower(closed(limit, whole, true, -1)),
                _ => {}
            }
            at += 1;
        }
        range
    }

    /// The lengths allowed.
    pub(super) const fn length(&self) -> Length {
        let mut length = Length::of(own_length(self.shape));
        let mut at = 0;
        while let Some(bound) = self.bound(at) {
            match *bound {
                Bound::MinLength(least) if least >= length.ends.min => {
                    length.ends.min = least;
                    length.min_stated = true;
                }
                Bound::MaxLength(most) if most <= length.ends.max => {
                    length.ends.max = most;
                    length.max_stated = true;
                }
                _ => {}
            }
            at += 1;
        }
        length
    }
}

/// A range, and which of its ends somebody stated: the ends of a machine type say nothing by themselves.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub(super) low: Option<PinEnd>,
    pub(super) high: Option<PinEnd>,
    pub(super) low_stated: bool,
    pub(super) high_stated: bool,
}

impl Range {
    const ANY: Self = Self {
        low: None,
        high: None,
        low_stated: false,
        high_stated: false,
    };

    const fn of_type(min: i128, max: i128) -> Self {
        Self {
            low: end_of_type(min, i128::MIN),
            high: end_of_type(max, i128::MAX),
            ..Self::ANY
        }
    }

    const fn raise(&mut self, end: PinEnd) {
        let wider = match self.low {
            Some(low) => less(&end, &low) || !end.open && low.open && same_limit(&end, &low),
            None => false,
        };
        if !wider {
            self.low = Some(end);
            self.low_stated = true;
        }
    }

    const fn lower(&mut self, end: PinEnd) {
        let wider = match self.high {
            Some(high) => less(&high, &end) || !end.open && high.open && same_limit(&end, &high),
            None => false,
        };
        if !wider {
            self.high = Some(end);
            self.high_stated = true;
        }
    }
}

/// The ends of `i128` stand for no end.
const fn end_of_type(value: i128, none: i128) -> Option<PinEnd> {
    if value == none {
        return None;
    }
    let limit = Limit::Integer(value);
    Some(PinEnd { limit, open: false })
}

/// An integer's range is closed: "above 0" is "from 1".
const fn closed(limit: Limit, whole: bool, open: bool, inwards: i128) -> PinEnd {
    match limit {
        Limit::Integer(value) if whole && open => PinEnd {
            limit: Limit::Integer(value.saturating_add(inwards)),
            open: false,
        },
        _ => PinEnd { limit, open },
    }
}

#[expect(clippy::cast_precision_loss, reason = "only compares two bounds")]
const fn float(end: &PinEnd) -> f64 {
    match end.limit {
        Limit::Integer(value) => value as f64,
        Limit::Float(value) => value,
    }
}

const fn less(a: &PinEnd, b: &PinEnd) -> bool {
    match (a.limit, b.limit) {
        (Limit::Integer(a), Limit::Integer(b)) => a < b,
        _ => float(a) < float(b),
    }
}

const fn same_limit(a: &PinEnd, b: &PinEnd) -> bool {
    !less(a, b) && !less(b, a)
}

pub(super) const fn same_end(a: &PinEnd, b: &PinEnd) -> bool {
    a.open == b.open && same_limit(a, b)
}

/// Lengths, and which of their ends somebody stated.
#[derive(Clone, Copy)]
pub(super) struct Length {
    pub(super) ends: PinLength,
    pub(super) min_stated: bool,
    pub(super) max_stated: bool,
}

impl Length {
    const fn of(ends: PinLength) -> Self {
        Self {
            ends,
            min_stated: false,
            max_stated: false,
        }
    }
}

const fn own_length(shape: ShapeRef) -> PinLength {
    match &shape.get().kind {
        Kind::String { format } if is(format, "char") => PinLength { min: 1, max: 1 },
        Kind::List { len: Some(len), .. } => PinLength {
            min: *len,
            max: *len,
        },
        _ => PinLength::ANY,
    }
}

/// Compares two short texts.
pub(super) const fn is(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
