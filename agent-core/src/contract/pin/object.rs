//! Objects against objects: keys, whether they must be there, and what stands under them.

use super::bare::{Bare, is};
use super::difference::{Difference, Way, What};
use super::value::{content, rest, value};
use super::{PinKind, PinObject, PinProperty};
use crate::schema::{Content, Field, Fields, Kind, ShapeRef};

/// What an object of ours may hold: fields, and in a variant its tag or its content.
#[derive(Clone, Copy)]
pub(super) struct Object {
    pub(super) fields: &'static Fields,
    /// The tag's key and its text.
    pub(super) tag: Option<(&'static str, &'static str)>,
    /// A key and what a variant holds under it.
    pub(super) held: Option<(&'static str, &'static Content)>,
}

pub(super) static NONE: Fields = Fields {
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
    let null = Bare::of(field.shape, &[]).null;
    // A strict schema requires every key, and says `null` for "not there".
    let strict = optional && null && required && way.pin.null && !way.exact;
    if optional == required && !strict {
        return way.differs(What::Required { ours: !optional });
    }
    value(way, field.shape, field.bounds, optional)
}

pub(super) const fn unseen(way: &Way<'_>) -> Option<Difference> {
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
        } else if let Kind::Struct(inner) = &Bare::of(field.shape, &[]).shape.get().kind
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
        let core = Bare::of(field.shape, &[]);
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
        match &Bare::of(field.shape, &[]).shape.get().kind {
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
