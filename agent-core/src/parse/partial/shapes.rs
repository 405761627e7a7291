//! Questions about shapes: what is inside the wrappers, which field a key is read as.

use crate::parse::names::fold;
use crate::schema::{Field, Fields, Kind, Shape, Stream};

/// Most wrappers that are entered at one place.
const MAX_HOPS: u8 = 64;

/// What stands for a value that is missing or withheld.
pub(super) fn missing(shape: &'static Shape) -> &'static str {
    match &shape.kind {
        Kind::List { .. } => "[]",
        Kind::Map { .. } => "{}",
        _ => "null",
    }
}

/// The shape inside newtypes and what stands for a shape, with the wishes on the way.
pub(super) fn bare(mut shape: &'static Shape, mut how: Stream) -> (&'static Shape, Stream) {
    for _ in 0..MAX_HOPS {
        if let Kind::Streamed { how: more, .. } = &shape.kind {
            how.done |= more.done;
            how.not_null |= more.not_null;
            how.with_state |= more.with_state;
        }
        let inner = match &shape.kind {
            Kind::Newtype { inner, .. } => Some(*inner),
            kind => kind.stands_for(),
        };
        let Some(inner) = inner else {
            return (shape, how);
        };
        shape = inner.get();
    }
    (shape, how)
}

/// The shape inside options, too.
pub(super) fn inside(shape: &'static Shape) -> (&'static Shape, Stream) {
    let (mut shape, mut how) = bare(shape, Stream::NONE);
    for _ in 0..MAX_HOPS {
        let Kind::Option(inner) = &shape.kind else {
            break;
        };
        (shape, how) = bare(inner.get(), how);
    }
    (shape, how)
}

/// The field that is read from a key, also in flattened structs.
pub(super) fn field_of(fields: &'static Fields, key: &str) -> Option<&'static Field> {
    let own = || fields.list.iter().filter(|field| !field.flatten);
    let exact = own().find(|field| is_exactly(key, field.name, field.aliases));
    let flattened = |field: &'static Field| match &inside(field.shape.get()).0.kind {
        Kind::Struct(inner) => field_of(inner, key),
        _ => None,
    };
    exact
        .or_else(|| own().find(|field| is_named(key, field.name, field.aliases)))
        .or_else(|| fields.list.iter().filter(|f| f.flatten).find_map(flattened))
}

/// True for the name and its aliases.
pub(super) fn is_exactly(key: &str, name: &str, aliases: &[&str]) -> bool {
    name == key || aliases.contains(&key)
}

/// True for the name, an alias, and what differs from one in nothing but case, accents and
/// punctuation.
pub(super) fn is_named(key: &str, name: &str, aliases: &[&str]) -> bool {
    let folded = fold(key);
    let mut names = std::iter::once(&name).chain(aliases);
    is_exactly(key, name, aliases) || !folded.is_empty() && names.any(|name| fold(name) == folded)
}
