//! Objects against objects, and the unions that enums are.

use super::pin::{PinKind, PinNode, PinObject, PinProperty};
use super::pin_core::{Core, is};
use super::pin_diff::{Difference, Way, What, content, has, rest, value};
use crate::schema::{Content, Field, Fields, Kind, ShapeRef, Tagging, Variant};

/// What an object of ours may hold: fields, and in a variant its tag or its content.
#[derive(Clone, Copy)]
pub(super) struct Object {
    fields: &'static Fields,
    /// The tag's key and its text.
    tag: Option<(&'static str, &'static str)>,
    /// A key and what a variant holds under it.
    held: Option<(&'static str, &'static Content)>,
}

static NONE: Fields = Fields {
    list: &[],
    closed: true,
};

impl Object {
    pub(super) const fn of_fields(fields: &'static Fields) -> Self {
        Self {
            fields,
            tag: None,
            held: None,
        }
    }
}

pub(super) const fn object(
    way: &Way<'_>,
    ours: Object,
    theirs: &'static PinObject,
) -> Option<Difference> {
    let mut at = 0;
    while at < theirs.properties.len() {
        if let Some(found) = property(way, &ours, &theirs.properties[at]) {
            return Some(found);
        }
        at += 1;
    }
    if let Some(found) = extra(way, &ours, theirs) {
        return Some(found);
    }
    match rest(way, free_keys(ours.fields)) {
        None if way.exact => order(way, ours.fields, theirs),
        found => found,
    }
}

/// Models answer in the order of the keys, so a contract has it. Not told where keys of several types are mixed.
const fn order(
    way: &Way<'_>,
    ours: &'static Fields,
    theirs: &'static PinObject,
) -> Option<Difference> {
    let mut at = 0;
    while at < ours.list.len() && ours.list.len() == theirs.properties.len() {
        let (ours, theirs) = (&ours.list[at], theirs.properties[at].name);
        if ours.flatten {
            return None;
        }
        if !is(ours.name, theirs) {
            let ours = ours.name;
            return way.differs(What::Order { ours, theirs });
        }
        at += 1;
    }
    None
}

const fn property(
    way: &Way<'_>,
    ours: &Object,
    theirs: &'static PinProperty,
) -> Option<Difference> {
    let down = way.down(theirs.name, &theirs.schema);
    if let Some((key, text)) = ours.tag
        && is(key, theirs.name)
    {
        return match &theirs.schema.kind {
            _ if !theirs.required => down.differs(What::Required { ours: true }),
            PinKind::Names(names) if names.len() == 1 && is(names[0], text) => None,
            _ => down.differs(What::Content(&theirs.schema)),
        };
    }
    if let Some((key, held)) = ours.held
        && is(key, theirs.name)
    {
        if !theirs.required {
            return down.differs(What::Required { ours: true });
        }
        return content(down, held);
    }
    match find(ours.fields, theirs.name, false) {
        Found::Field(field, optional) => known(down, field, optional, theirs.required),
        Found::Unseen => unseen(way),
        Found::No => {
            let mut missing = way.differs(What::Missing(theirs.name));
            if let Some(missing) = &mut missing {
                missing.at = theirs.schema.at;
            }
            missing
        }
    }
}

/// Compares one field with a property of its name.
pub(super) const fn known(
    mut way: Way<'_>,
    field: &'static Field,
    optional: bool,
    required: bool,
) -> Option<Difference> {
    // The parameter's own place is where the compiler points.
    if way.depth(false) > 2 {
        way.place = field.place;
    }
    let optional = optional || !field.required;
    let null = Core::of(field.shape, &[]).null;
    // A strict schema requires every key, and says `null` for "not there".
    let strict = optional && null && required && way.pin.null && !way.exact;
    if optional == required && !strict {
        return way.differs(What::Required { ours: !optional });
    }
    value(way, field.shape, field.bounds, optional)
}

const fn unseen(way: &Way<'_>) -> Option<Difference> {
    if way.exact {
        return None;
    }
    way.differs(What::Unseen("it flattens an enum or a foreign type"))
}

/// A property of ours that the pin lacks.
const fn extra(way: &Way<'_>, ours: &Object, theirs: &'static PinObject) -> Option<Difference> {
    if let Some((key, _)) = ours.tag
        && property_of(theirs, key).is_none()
    {
        return way.differs(What::Extra(key));
    }
    if let Some((key, _)) = ours.held
        && property_of(theirs, key).is_none()
    {
        return way.differs(What::Extra(key));
    }
    match first_not_in(ours.fields, theirs) {
        Some(name) => way.differs(What::Extra(name)),
        None => None,
    }
}

const fn first_not_in(fields: &'static Fields, theirs: &'static PinObject) -> Option<&'static str> {
    let mut at = 0;
    while at < fields.list.len() {
        let field = &fields.list[at];
        at += 1;
        if !field.flatten {
            if property_of(theirs, field.name).is_none() {
                return Some(field.name);
            }
        } else if let Kind::Struct(inner) = &Core::of(field.shape, &[]).shape.get().kind
            && let Some(name) = first_not_in(inner, theirs)
        {
            return Some(name);
        }
    }
    None
}

/// The property of this name.
pub(super) const fn property_of(
    object: &'static PinObject,
    name: &str,
) -> Option<&'static PinProperty> {
    let mut at = 0;
    while at < object.properties.len() {
        if is(object.properties[at].name, name) {
            return Some(&object.properties[at]);
        }
        at += 1;
    }
    None
}

enum Found {
    Field(&'static Field, bool),
    /// Something is flattened in whose keys the compiler cannot see.
    Unseen,
    No,
}

/// The field of this name; flattened structs are looked through, and make their fields optional where
/// they may be missing themselves.
const fn find(fields: &'static Fields, name: &str, optional: bool) -> Found {
    let mut at = 0;
    let mut unseen = false;
    while at < fields.list.len() {
        let field = &fields.list[at];
        at += 1;
        if !field.flatten {
            if is(field.name, name) {
                return Found::Field(field, optional);
            }
            continue;
        }
        let core = Core::of(field.shape, &[]);
        match &core.shape.get().kind {
            Kind::Struct(inner) => {
                match find(inner, name, optional || core.null || !field.required) {
                    Found::No => {}
                    Found::Unseen => unseen = true,
                    found @ Found::Field(..) => return found,
                }
            }
            Kind::Map { .. } | Kind::Unit => {}
            _ => unseen = true,
        }
    }
    if unseen { Found::Unseen } else { Found::No }
}

/// The values under free keys, where a map is flattened in.
const fn free_keys(fields: &'static Fields) -> Option<ShapeRef> {
    let mut at = 0;
    while at < fields.list.len() {
        let field = &fields.list[at];
        at += 1;
        if !field.flatten {
            continue;
        }
        match &Core::of(field.shape, &[]).shape.get().kind {
            Kind::Map { value, .. } => return Some(*value),
            Kind::Struct(inner) => {
                if let Some(found) = free_keys(inner) {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}

/// An enum against a choice of texts or a union.
pub(super) const fn enumeration(
    way: &Way<'_>,
    core: &Core,
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
        Content::Newtype(shape) => match &Core::of(*shape, &[]).shape.get().kind {
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
