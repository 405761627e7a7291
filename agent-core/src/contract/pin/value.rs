//! The first difference between a pinned schema and a shape, found by the compiler.
//!
//! Owns the walk. What it cannot see it reports as such, unless asked about the past (`exact`), where both
//! sides were written by the same hand.

use super::bare::{Bare, is};
use super::difference::{Difference, Way, What};
use super::limits::{format, length, pattern, range};
use super::object::{Object, object};
use super::union::{enumeration, same_names};
use super::{PinKeys, PinKind, PinNode, PinRest};
use crate::schema::{Bound, Content, Kind, ShapeRef, Tagging};

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
    let core = Bare::of(shape, bounds);
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
const fn unseen(way: &Way<'_>, core: &Bare) -> &'static str {
    match core.shape.get().kind {
        Kind::Foreign(_) => "its schema comes from `schemars`, which runs later",
        Kind::Late(_) | Kind::Literals(_) => "it was made while the program ran",
        Kind::Lazy(_) => "its type is generic and mentions itself",
        _ if way.depth(false) > DEEPEST => "it is nested too deep",
        _ => "",
    }
}

/// A circle on the pinned side must close on ours too.
const fn again(way: &Way<'_>, at: &str, core: Bare) -> Option<Difference> {
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
const fn has_null(core: &Bare) -> bool {
    let Kind::Enum {
        tagging: Tagging::Untagged,
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

const fn kind(way: &Way<'_>, core: &Bare) -> Option<Difference> {
    let pin = way.pin;
    match (&core.shape.get().kind, &pin.kind) {
        (Kind::Unit, PinKind::Null) | (Kind::Bool, PinKind::Bool) => None,
        (Kind::Integer { .. }, PinKind::Integer(theirs))
        | (Kind::Number, PinKind::Number(theirs)) => range(way, core, *theirs),
        (
            Kind::String { format: own },
            PinKind::Text {
                format: theirs,
                pattern: theirs_pattern,
                length: theirs_length,
            },
        ) => match format(way, core, own, theirs) {
            Some(found) => Some(found),
            None => match pattern(way, core, theirs_pattern) {
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
    let PinKind::Object(theirs) = &way.pin.kind else {
        return None;
    };
    match (ours, &theirs.rest) {
        (None, PinRest::Unsaid | PinRest::Refused) => None,
        (Some(each), PinRest::Unsaid | PinRest::Allowed)
            if matches!(Bare::of(each, &[]).shape.get().kind, Kind::Any) =>
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
    match (&Bare::of(key, &[]).shape.get().kind, theirs) {
        (Kind::Integer { .. }, PinKeys::Whole)
        | (Kind::String { .. } | Kind::Any, PinKeys::Any) => true,
        (Kind::Bool, PinKeys::Names(names)) => {
            names.len() == 2 && has(names, "true") && has(names, "false")
        }
        (Kind::Enum { variants, .. }, PinKeys::Names(names)) => same_names(variants, names),
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
