//! The unions that enums are: each variant must fit an alternative, and each alternative a variant.

use super::bare::{Bare, is};
use super::difference::{Difference, Way, What};
use super::object::{NONE, Object, object, property_of, unseen};
use super::value::{content, has};
use super::{PinKind, PinNode, PinProperty};
use crate::schema::{Content, Fields, Kind, Tagging, Variant};

/// An enum against a choice of texts or a union.
pub(super) const fn enumeration(
    way: &Way<'_>,
    core: &Bare,
    tagging: Tagging,
    variants: &'static [Variant],
) -> Option<Difference> {
    if let PinKind::Names(names) = &way.pin.kind {
        return if matches!(tagging, Tagging::External) && same_names(variants, names) {
            None
        } else {
            way.differs(What::Kind {
                ours: *core,
                theirs: way.pin,
            })
        };
    }
    let single = std::slice::from_ref(way.pin);
    let theirs: &'static [PinNode] = match &way.pin.kind {
        PinKind::Union(all) => all,
        PinKind::Object(_) | PinKind::Tuple(_) => single,
        _ if matches!(tagging, Tagging::Untagged) => single,
        _ => {
            return way.differs(What::Kind {
                ours: *core,
                theirs: way.pin,
            });
        }
    };
    if let Some(found) = each_variant_fits(way, tagging, variants, theirs) {
        return Some(found);
    }
    each_alternative_fits(way, tagging, variants, theirs)
}

const fn each_variant_fits(
    way: &Way<'_>,
    tagging: Tagging,
    variants: &'static [Variant],
    theirs: &'static [PinNode],
) -> Option<Difference> {
    let mut at = 0;
    while at < variants.len() {
        let one = &variants[at];
        let is_null = matches!(tagging, Tagging::Untagged) && matches!(one.content, Content::Unit);
        if !is_null && let Some(found) = fits_one(way, tagging, one, theirs, at) {
            return Some(found);
        }
        at += 1;
    }
    None
}

/// What keeps the variant from every alternative: told by the one that is meant, where there is one.
const fn fits_one(
    way: &Way<'_>,
    tagging: Tagging,
    one: &'static Variant,
    theirs: &'static [PinNode],
    place: usize,
) -> Option<Difference> {
    let mut meant = None;
    let mut at = 0;
    while at < theirs.len() {
        match variant(&way.down("", &theirs[at]), tagging, one) {
            None => return None,
            Some(found) => {
                if is_meant(&theirs[at], tagging, one)
                    || matches!(tagging, Tagging::Untagged) && at == place
                {
                    meant = Some(found);
                }
            }
        }
        at += 1;
    }
    match meant {
        Some(found) => Some(found),
        None => way.differs(What::Variant(one.name)),
    }
}

/// Whether the alternative names the variant.
const fn is_meant(pin: &'static PinNode, tagging: Tagging, one: &Variant) -> bool {
    let PinKind::Object(object) = &pin.kind else {
        return false;
    };
    match tagging {
        Tagging::External => property_of(object, one.name).is_some(),
        Tagging::Internal { tag } | Tagging::Adjacent { tag, .. } => match property_of(object, tag)
        {
            Some(PinProperty {
                schema:
                    PinNode {
                        kind: PinKind::Names(names),
                        ..
                    },
                ..
            }) => has(names, one.name),
            _ => false,
        },
        Tagging::Untagged => false,
    }
}

/// Each alternative must stand for a variant.
const fn each_alternative_fits(
    way: &Way<'_>,
    tagging: Tagging,
    variants: &'static [Variant],
    theirs: &'static [PinNode],
) -> Option<Difference> {
    let mut at = 0;
    while at < theirs.len() {
        let down = way.down("", &theirs[at]);
        let mut index = 0;
        while index < variants.len() && variant(&down, tagging, &variants[index]).is_some() {
            index += 1;
        }
        let names_more = match &theirs[at].kind {
            PinKind::Names(names) => !all_are_units(variants, names),
            _ => false,
        };
        if index == variants.len() || names_more {
            return down.differs(What::Variant(""));
        }
        at += 1;
    }
    None
}

/// Compares one variant with one alternative.
const fn variant(way: &Way<'_>, tagging: Tagging, one: &'static Variant) -> Option<Difference> {
    if way.pin.null {
        return way.differs(What::Content(way.pin));
    }
    match (tagging, &way.pin.kind) {
        (_, PinKind::Opaque) => None,
        (Tagging::Untagged, _) => content(*way, &one.content),
        (Tagging::External, PinKind::Names(names)) if matches!(one.content, Content::Unit) => {
            if has(names, one.name) {
                None
            } else {
                way.differs(What::Content(way.pin))
            }
        }
        (Tagging::External, PinKind::Object(theirs)) if !matches!(one.content, Content::Unit) => {
            let ours = Object {
                held: Some((one.name, &one.content)),
                ..Object::of_fields(&NONE)
            };
            object(way, ours, theirs)
        }
        (Tagging::Internal { tag }, PinKind::Object(theirs)) => {
            let Some(fields) = fields_of(&one.content) else {
                return unseen(way);
            };
            let ours = Object {
                tag: Some((tag, one.name)),
                ..Object::of_fields(fields)
            };
            object(way, ours, theirs)
        }
        (Tagging::Adjacent { tag, content }, PinKind::Object(theirs)) => {
            let held = if matches!(one.content, Content::Unit) {
                None
            } else {
                Some((content, &one.content))
            };
            let ours = Object {
                tag: Some((tag, one.name)),
                held,
                ..Object::of_fields(&NONE)
            };
            object(way, ours, theirs)
        }
        _ => way.differs(What::Content(way.pin)),
    }
}

/// The keys that stand beside an internal tag.
const fn fields_of(content: &'static Content) -> Option<&'static Fields> {
    match content {
        Content::Unit => Some(&NONE),
        Content::Struct(fields) => Some(fields),
        Content::Newtype(shape) => match &Bare::of(*shape, &[]).shape.get().kind {
            Kind::Struct(fields) => Some(fields),
            Kind::Unit => Some(&NONE),
            _ => None,
        },
        Content::Tuple(_) => None,
    }
}

/// Whether the variants, all without content, have exactly these names, in any order.
pub(super) const fn same_names(variants: &[Variant], names: &[&str]) -> bool {
    variants.len() == names.len() && all_are_units(variants, names)
}

/// Whether each name is that of a variant without content.
const fn all_are_units(variants: &[Variant], names: &[&str]) -> bool {
    let mut at = 0;
    while at < names.len() {
        let mut index = 0;
        while index < variants.len()
            && !(matches!(variants[index].content, Content::Unit)
                && is(variants[index].name, names[at]))
        {
            index += 1;
        }
        if index == variants.len() {
            return false;
        }
        at += 1;
    }
    true
}
