//! Where a pinned schema and a shape part, and the way down to it.

use super::bare::{Bare, Length, Range};
use super::{PinLength, PinNode, PinRange};
use crate::schema::ShapeRef;

/// Deepest path that is told.
pub(super) const DEPTH: usize = 16;

/// Where the two part, and how.
#[derive(Clone, Copy)]
pub(super) struct Difference {
    pub(super) path: [&'static str; DEPTH],
    pub(super) depth: usize,
    /// `line:column` of the pinned side.
    pub(super) at: &'static str,
    /// `file:line:column` of our field, where the path leads to one.
    pub(super) place: &'static str,
    pub(super) what: What,
}

/// How two sides differ. `ours` is the shape's.
#[derive(Clone, Copy)]
pub(super) enum What {
    /// Another type, other names, or `null` on one side only.
    Kind {
        ours: Bare,
        theirs: &'static PinNode,
    },
    /// The same between what a variant holds and a schema.
    Content(&'static PinNode),
    /// A property that the shape lacks.
    Missing(&'static str),
    /// A property that the pin lacks.
    Extra(&'static str),
    /// Required by one side only.
    Required {
        ours: bool,
    },
    Range {
        ours: Range,
        theirs: PinRange,
    },
    Length {
        ours: Length,
        theirs: PinLength,
        of: &'static str,
    },
    Pattern {
        ours: &'static str,
        theirs: &'static str,
    },
    Format {
        ours: &'static str,
        theirs: &'static str,
    },
    Unique {
        ours: bool,
    },
    /// Other keys, allowed by one side only.
    Free {
        ours: bool,
    },
    Keys,
    /// A variant that fits no alternative, or empty for an alternative that fits no variant.
    Variant(&'static str),
    /// The first two keys in one place that are not the same; told of the past only.
    Order {
        ours: &'static str,
        theirs: &'static str,
    },
    /// One side shows itself at run time only.
    Unseen(&'static str),
}

/// The way down to a value, and both sides at each of its steps.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub(super) up: Option<&'a Self>,
    /// The key, `[]`, or empty.
    pub(super) name: &'static str,
    pub(super) pin: &'static PinNode,
    pub(super) shape: Option<ShapeRef>,
    /// Of our field.
    pub(super) place: &'static str,
    pub(super) exact: bool,
}

impl<'a> Way<'a> {
    pub(super) const fn start(
        pin: &'static PinNode,
        name: &'static str,
        exact: bool,
    ) -> Way<'static> {
        Way {
            up: None,
            name,
            pin,
            shape: None,
            place: "",
            exact,
        }
    }

    pub(super) const fn down(&'a self, name: &'static str, pin: &'static PinNode) -> Self {
        Way {
            up: Some(self),
            name,
            pin,
            shape: None,
            place: "",
            exact: self.exact,
        }
    }

    /// The difference here.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "it is what every comparison answers"
    )]
    pub(super) const fn differs(&self, what: What) -> Option<Difference> {
        let mut path = [""; DEPTH];
        let mut depth = self.depth(true);
        let all = if depth > DEPTH { DEPTH } else { depth };
        let mut way = Some(self);
        let mut place = "";
        while let Some(here) = way {
            if place.is_empty() {
                place = here.place;
            }
            if !here.name.is_empty() {
                depth -= 1;
                if depth < DEPTH {
                    path[depth] = here.name;
                }
            }
            way = here.up;
        }
        Some(Difference {
            path,
            depth: all,
            at: self.pin.at,
            place,
            what,
        })
    }

    pub(super) const fn depth(&self, named: bool) -> usize {
        let mut depth = 0;
        let mut way = Some(self);
        while let Some(here) = way {
            if !named || !here.name.is_empty() {
                depth += 1;
            }
            way = here.up;
        }
        depth
    }
}
