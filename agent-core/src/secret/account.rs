//! Whether each value that was written stands where the shape keeps a secret: what a shape does not name, nobody seals.
//!
//! Serde hands a type nothing but the writer, so the values note themselves here, for this thread and as long as it
//! writes.

use std::cell::RefCell;

use serde::{Serialize, Serializer};

use super::{in_full, places};
use crate::schema::ShapeRef;

thread_local! {
    /// The values that were written so far, as JSON text; `None` where nobody asks.
    static WRITTEN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// A value that would stand where nobody looks for a secret. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the value of a secret would stand where the schema names none\nnote: a secret needs a `Secret` in the schema: take `with`, `schemars` or an `impl Schema` of your own from its place; a map's key cannot be one"
)]
pub(crate) struct Misplaced;

/// Writes with the values of secrets, each of which must stand where `shape` has one.
///
/// # Errors
/// If one stands elsewhere. Inside: what the writer says.
pub(crate) fn in_places<E>(
    shape: ShapeRef,
    write: impl FnOnce() -> Result<String, E>,
) -> Result<Result<String, E>, Misplaced> {
    let before = Before(WRITTEN.replace(Some(Vec::new())));
    let json = in_full(write);
    let written = WRITTEN.take().unwrap_or_default();
    drop(before);
    match json {
        Ok(json) if !all_stand(&json, shape, written) => Err(Misplaced),
        json => Ok(json),
    }
}

/// Writes a value that is secret, and notes it.
pub(super) fn value<T: Serialize, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // What stands inside a secret is sealed with it.
    let outer = WRITTEN.take();
    let ended = value.serialize(serializer);
    WRITTEN.set(outer.map(|mut written| {
        // What cannot be written stands nowhere.
        written.push(serde_json::to_string(value).unwrap_or_default());
        written
    }));
    ended
}

/// Looks at values without writing them.
pub(crate) fn unnoted<R>(pass: impl FnOnce() -> R) -> R {
    let _before = Before(WRITTEN.take());
    pass()
}

/// Whether each value has a place of its own. `null` tells nothing, and an optional secret has none for it.
fn all_stand(json: &str, shape: ShapeRef, written: Vec<String>) -> bool {
    let mut written = written.into_iter().filter(|value| value != "null");
    let Some(first) = written.next() else {
        return true;
    };
    let Ok(places) = places(json, shape) else {
        return false;
    };
    let mut free: Vec<_> = places
        .iter()
        .filter_map(|place| json.get(place.range.clone()))
        .collect();
    std::iter::once(first).chain(written).all(|value| {
        let at = free.iter().position(|text| *text == value);
        at.map(|at| free.swap_remove(at)).is_some()
    })
}

/// Puts back what was, also where what writes panics.
struct Before(Option<Vec<String>>);

impl Drop for Before {
    fn drop(&mut self) {
        WRITTEN.set(self.0.take());
    }
}
