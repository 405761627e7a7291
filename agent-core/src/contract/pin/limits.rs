//! Limits on numbers, texts and lists, compared.

use super::bare::{Bare, is, same_end};
use super::difference::{Difference, Way, What};
use super::{PinEnd, PinLength, PinRange};
use crate::schema::SECRET;

pub(super) const fn range(way: &Way<'_>, core: &Bare, theirs: PinRange) -> Option<Difference> {
    let ours = core.range();
    let low = end_differs(way, ours.low, ours.low_stated, theirs.low);
    let high = end_differs(way, ours.high, ours.high_stated, theirs.high);
    if low || high {
        return way.differs(What::Range { ours, theirs });
    }
    None
}

/// Where the pin is silent, only a limit that somebody stated on our side is a difference.
const fn end_differs(
    way: &Way<'_>,
    ours: Option<PinEnd>,
    stated: bool,
    theirs: Option<PinEnd>,
) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => !same_end(&ours, &theirs),
        (None, Some(_)) => true,
        (Some(_), None) => stated || way.exact,
        (None, None) => false,
    }
}

pub(super) const fn length(
    way: &Way<'_>,
    core: &Bare,
    theirs: PinLength,
    of: &'static str,
) -> Option<Difference> {
    let ours = core.length();
    let low = if theirs.min == 0 {
        ours.ends.min != 0 && (ours.min_stated || way.exact)
    } else {
        ours.ends.min != theirs.min
    };
    let high = if theirs.max == usize::MAX {
        ours.ends.max != usize::MAX && (ours.max_stated || way.exact)
    } else {
        ours.ends.max != theirs.max
    };
    if low || high {
        return way.differs(What::Length { ours, theirs, of });
    }
    None
}

pub(super) const fn pattern(
    way: &Way<'_>,
    core: &Bare,
    theirs: &'static str,
) -> Option<Difference> {
    let ours = core.pattern();
    if is(ours, theirs) {
        return None;
    }
    way.differs(What::Pattern { ours, theirs })
}

/// A type's own format says more than a pin without one, and is no difference; a stated one is.
pub(super) const fn format(
    way: &Way<'_>,
    core: &Bare,
    own: &'static str,
    theirs: &'static str,
) -> Option<Difference> {
    // Words of our own: what a schema shows of them is a text.
    let own = if is(own, "char") || is(own, SECRET) {
        ""
    } else {
        own
    };
    let stated = core.stated_format();
    let same = is(theirs, stated) || is(theirs, own);
    let silent = theirs.is_empty() && stated.is_empty() && !way.exact;
    if same || silent {
        return None;
    }
    let ours = if stated.is_empty() { own } else { stated };
    way.differs(What::Format { ours, theirs })
}
