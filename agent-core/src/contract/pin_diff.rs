//! The first difference between a pinned schema and a shape, found by the compiler.
//!
//! Owns the walk; the words are elsewhere. What the walk cannot see it reports as such, unless asked
//! about the past (`exact`), where both sides were written by the same hand.

use super::pin::{PinEnd, PinKeys, PinKind, PinLength, PinNode, PinRange};
use super::pin_core::{Core, Length, Range, is, same_end};
use super::pin_object::{Object, enumeration, object};
use crate::schema::{Bound, Content, Kind, ShapeRef};

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
        ours: Core,
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

/// Deepest nesting that is followed: circles that do not close together end here.
const DEEPEST: usize = 40;

/// Compares a value of `shape`, limited by `bounds`. A key that may be missing (`optional`) may be `null`
/// on our side without the pin saying so: both mean "not there".
pub(super) const fn value(
    mut way: Way<'_>,
    shape: ShapeRef,
    bounds: &'static [Bound],
    optional: bool,
) -> Option<Difference> {
    let core = Core::of(shape, bounds);
    way.shape = Some(core.shape);
    let pin = way.pin;
    if let PinKind::Again(at) = pin.kind {
        return again(&way, at, core);
    }
    let why = unseen(&way, &core);
    let opaque = matches!(pin.kind, PinKind::Opaque);
    if opaque || (way.exact && !why.is_empty()) {
        return None;
    }
    if !why.is_empty() {
        return way.differs(What::Unseen(why));
    }
    let any = matches!(core.shape.get().kind, Kind::Any);
    if any && matches!(pin.kind, PinKind::Any) {
        return None;
    }
    let null = core.null || has_null(&core);
    let lenient = optional && null && !pin.null && !way.exact;
    if null != pin.null && !lenient {
        return way.differs(What::Kind {
            ours: core,
            theirs: pin,
        });
    }
    kind(&way, &core)
}

/// Why our side cannot be looked at; empty where it can.
const fn unseen(way: &Way<'_>, core: &Core) -> &'static str {
    match core.shape.get().kind {
        Kind::Foreign(_) => "its schema comes from `schemars`, which runs later",
        Kind::Lazy(_) => "its type is generic and mentions itself",
        _ if way.depth(false) > DEEPEST => "it is nested too deep",
        _ => "",
    }
}

/// A circle on the pinned side must close on ours too.
const fn again(way: &Way<'_>, at: &str, core: Core) -> Option<Difference> {
    let mut above = way.up;
    while let Some(here) = above {
        if is(here.pin.at, at) && !matches!(here.pin.kind, PinKind::Again(_)) {
            let closes = match here.shape {
                Some(shape) => same_shape(shape, core.shape),
                None => false,
            };
            if closes || matches!(core.shape.get().kind, Kind::Lazy(_)) {
                return None;
            }
            let null = way.pin.null || here.pin.null;
            if core.null != null && !way.exact {
                return way.differs(What::Kind {
                    ours: core,
                    theirs: here.pin,
                });
            }
            if way.depth(false) > DEEPEST {
                return way.differs(What::Unseen("it is nested too deep"));
            }
            return kind(
                &Way {
                    pin: here.pin,
                    ..*way
                },
                &core,
            );
        }
        above = here.up;
    }
    way.differs(What::Unseen("its circle could not be followed"))
}

/// Two shapes of one name and one text are one type; addresses cannot be compared here.
const fn same_shape(a: ShapeRef, b: ShapeRef) -> bool {
    let (a, b) = (a.get(), b.get());
    !a.name.is_empty() && a.text_hash == b.text_hash && is(a.name, b.name)
}

/// An untagged variant without content is `null`.
const fn has_null(core: &Core) -> bool {
    let Kind::Enum {
        tagging: crate::schema::Tagging::Untagged,
        variants,
    } = &core.shape.get().kind
    else {
        return false;
    };
    let mut at = 0;
    while at < variants.len() {
        if matches!(variants[at].content, Content::Unit) {
            return true;
        }
        at += 1;
    }
    false
}

const fn kind(way: &Way<'_>, core: &Core) -> Option<Difference> {
    let pin = way.pin;
    match (&core.shape.get().kind, &pin.kind) {
        (Kind::Unit, PinKind::Null) | (Kind::Bool, PinKind::Bool) => None,
        (Kind::Integer { .. }, PinKind::Integer(theirs))
        | (Kind::Number, PinKind::Number(theirs)) => range(way, core, *theirs),
        (
            Kind::String { format: own },
            PinKind::Text {
                format: theirs,
                pattern,
                length: theirs_length,
            },
        ) => match format(way, core, own, theirs) {
            Some(found) => Some(found),
            None => match texts(way, core, pattern) {
                Some(found) => Some(found),
                None => length(way, core, *theirs_length, "characters"),
            },
        },
        (
            Kind::List {
                items,
                unique: ours,
                ..
            },
            PinKind::List {
                items: theirs,
                unique,
                length: theirs_length,
            },
        ) => {
            if *ours != *unique {
                return way.differs(What::Unique { ours: *ours });
            }
            match length(way, core, *theirs_length, "items") {
                Some(found) => Some(found),
                None => value(way.down("[]", theirs), *items, &[], false),
            }
        }
        (Kind::Tuple(places), PinKind::Tuple(theirs)) if places.len() == theirs.len() => {
            tuple(way, places, theirs)
        }
        (Kind::Map { key, value: each }, PinKind::Object(theirs)) => {
            match length(way, core, theirs.length, "keys") {
                Some(found) => Some(found),
                None => map(way, *key, *each),
            }
        }
        (Kind::Struct(fields), PinKind::Object(theirs)) => {
            object(way, Object::of_fields(fields), theirs)
        }
        (Kind::Enum { tagging, variants }, _) => enumeration(way, core, *tagging, variants),
        _ => way.differs(What::Kind {
            ours: *core,
            theirs: pin,
        }),
    }
}

/// Compares what a variant holds with a schema.
pub(super) const fn content(way: Way<'_>, ours: &'static Content) -> Option<Difference> {
    match (ours, &way.pin.kind) {
        (Content::Newtype(shape), _) => value(way, *shape, &[], false),
        (_, PinKind::Opaque) | (Content::Unit, PinKind::Null) => None,
        (Content::Tuple(places), PinKind::Tuple(theirs))
            if places.len() == theirs.len() && !way.pin.null =>
        {
            tuple(&way, places, theirs)
        }
        (Content::Struct(fields), PinKind::Object(theirs)) if !way.pin.null => {
            object(&way, Object::of_fields(fields), theirs)
        }
        _ => way.differs(What::Content(way.pin)),
    }
}

/// How the places of a tuple are told; serde knows no longer ones by themselves.
const INDICES: [&str; 12] = [
    "[0]", "[1]", "[2]", "[3]", "[4]", "[5]", "[6]", "[7]", "[8]", "[9]", "[10]", "[11]",
];

const fn tuple(
    way: &Way<'_>,
    places: &[ShapeRef],
    theirs: &'static [PinNode],
) -> Option<Difference> {
    let mut at = 0;
    while at < places.len() {
        let index = if at < INDICES.len() {
            INDICES[at]
        } else {
            "[]"
        };
        if let Some(found) = value(way.down(index, &theirs[at]), places[at], &[], false) {
            return Some(found);
        }
        at += 1;
    }
    None
}

/// A map against an object: no key is named, every value is alike.
const fn map(way: &Way<'_>, key: ShapeRef, each: ShapeRef) -> Option<Difference> {
    let PinKind::Object(theirs) = &way.pin.kind else {
        return None;
    };
    if !theirs.properties.is_empty() {
        return way.differs(What::Missing(theirs.properties[0].name));
    }
    if !same_keys(key, &theirs.keys) {
        return way.differs(What::Keys);
    }
    rest(way, Some(each))
}

/// Compares the values under free keys; `None` means that our side has no such keys.
pub(super) const fn rest(way: &Way<'_>, ours: Option<ShapeRef>) -> Option<Difference> {
    use super::pin::PinRest;
    let PinKind::Object(theirs) = &way.pin.kind else {
        return None;
    };
    match (ours, &theirs.rest) {
        (None, PinRest::Unsaid | PinRest::Refused) => None,
        (Some(each), PinRest::Unsaid | PinRest::Allowed)
            if matches!(Core::of(each, &[]).shape.get().kind, Kind::Any) =>
        {
            None
        }
        (Some(each), PinRest::Each(pin)) => value(way.down("*", pin), each, &[], false),
        (ours, _) => way.differs(What::Free {
            ours: ours.is_some(),
        }),
    }
}

const fn same_keys(key: ShapeRef, theirs: &PinKeys) -> bool {
    match (&Core::of(key, &[]).shape.get().kind, theirs) {
        (Kind::Integer { .. }, PinKeys::Whole)
        | (Kind::String { .. } | Kind::Any, PinKeys::Any) => true,
        (Kind::Bool, PinKeys::Names(names)) => {
            names.len() == 2 && has(names, "true") && has(names, "false")
        }
        (Kind::Enum { variants, .. }, PinKeys::Names(names)) => {
            super::pin_object::same_names(variants, names)
        }
        _ => false,
    }
}

pub(super) const fn has(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if is(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn range(way: &Way<'_>, core: &Core, theirs: PinRange) -> Option<Difference> {
    let ours = core.range();
    let low = end_differs(way, ours.low, ours.low_stated, theirs.low);
    let high = end_differs(way, ours.high, ours.high_stated, theirs.high);
    if low || high {
        return way.differs(What::Range { ours, theirs });
    }
    None
}

/// Where the pin is silent, only a limit that somebody stated on our side is a difference.
pub(super) const fn end_differs(
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

const fn length(
    way: &Way<'_>,
    core: &Core,
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

const fn texts(way: &Way<'_>, core: &Core, theirs: &'static str) -> Option<Difference> {
    let ours = core.pattern();
    if is(ours, theirs) {
        return None;
    }
    way.differs(What::Pattern { ours, theirs })
}

/// A type's own format says more than a pin without one, and is no difference; a stated one is.
const fn format(
    way: &Way<'_>,
    core: &Core,
    own: &'static str,
    theirs: &'static str,
) -> Option<Difference> {
    let own = if is(own, "char") { "" } else { own };
    let stated = core.stated_format();
    let same = is(theirs, stated) || is(theirs, own);
    let silent = theirs.is_empty() && stated.is_empty() && !way.exact;
    if same || silent {
        return None;
    }
    let ours = if stated.is_empty() { own } else { stated };
    way.differs(What::Format { ours, theirs })
}
