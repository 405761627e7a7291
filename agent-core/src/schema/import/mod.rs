//! A JSON Schema that comes as text, as the shape that a type would have: made once, kept for ever.
//!
//! Owns what of JSON Schema is understood (2020-12, and what writers of draft 7 and `OpenAPI` still write), and
//! that **a keyword that decides what is valid is kept to or refused, never passed over**. Knows nothing of
//! tools, models or texts that are checked later.
//!
//! The way: text → `json` (in order) → `read` (to drafts: `said`, `union`, `constants`, `values`, `objects`) → `leak` (to
//! shapes).
//! Everything that can fail fails before `leak`.

mod constants;
mod draft;
mod error;
mod json;
mod keywords;
mod leak;
mod limits;
mod merge;
mod objects;
mod place;
mod read;
mod remark;
mod said;
#[cfg(test)]
mod tests;
mod union;
mod values;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

pub use error::{ImportError, ImportReason, Size};
pub(crate) use leak::text_hash;
pub use remark::{ImportNote, ImportNoteKind};

use super::ShapeRef;
use json::Json;
use read::Reader;

/// Every schema that was imported, by its text without white space.
static IMPORTED: Mutex<Imported> = Mutex::new(Imported {
    shapes: BTreeMap::new(),
    nodes: 0,
});

struct Imported {
    shapes: BTreeMap<String, ShapeRef>,
    nodes: usize,
}

/// Reads a JSON Schema that is only known at run time: of a tool that another program offers, of a
/// configuration, of a test.
///
/// The shape does everything that a type's does: strict and lenient reading, rendering for each profile, docs.
/// It is made once for each text and kept as long as the program runs; sizes are limited, because the text may
/// come from a stranger.
///
/// # Errors
/// [`ImportError`]: what of the schema cannot be kept to, where, and how to write it.
///
/// ```
/// use agent_core::schema::check::{Extra, check};
/// use agent_core::schema::{PORTABLE, import, render};
///
/// let shape = import(r#"{
///     "type": "object",
///     "properties": { "to": { "type": "string" }, "cents": { "type": "integer", "minimum": 1 } },
///     "required": ["to", "cents"]
/// }"#).unwrap();
///
/// assert!(check(r#"{"to":"Anna","cents":5}"#, shape, Extra::AsDeclared).is_ok());
/// let refused = check(r#"{"to":"Anna","cents":0}"#, shape, Extra::AsDeclared).unwrap_err();
/// assert_eq!(refused.to_string(), "`/cents`: expected an integer from 1 up, got `0`");
/// assert!(render(shape, &PORTABLE).starts_with(r#"{"type":"object","properties":{"to":{"type":"string"}"#));
/// ```
pub fn import(text: &str) -> Result<ShapeRef, ImportError> {
    let json = parse(text)?;
    kept(json.to_string(), || Reader::read(&json, false))
}

/// As [`import`], but a keyword that cannot be checked is passed over, with a note: for tools whose owner checks
/// the arguments again.
///
/// # Errors
/// [`ImportError`]: what cannot be read at all, such as a reference to another document.
///
/// ```
/// use agent_core::schema::{import, import_loosely};
/// let even = r#"{"type":"integer","multipleOf":2}"#;
/// assert!(import(even).is_err());
/// let (_shape, notes) = import_loosely(even).unwrap();
/// assert_eq!(notes[0].to_string(), "`multipleOf` is not checked");
/// ```
pub fn import_loosely(text: &str) -> Result<(ShapeRef, Vec<ImportNote>), ImportError> {
    let json = parse(text)?;
    let notes = Reader::read(&json, true)?.notes;
    let strictly = import(text);
    if strictly.is_ok() {
        return strictly.map(|shape| (shape, notes));
    }
    // No JSON begins like this.
    let key = format!("loosely {json}");
    Ok((kept(key, || Reader::read(&json, true))?, notes))
}

/// The shape of this key, made if it is not there.
fn kept<'j>(
    key: String,
    read: impl FnOnce() -> Result<Reader<'j>, ImportError>,
) -> Result<ShapeRef, ImportError> {
    if let Some(known) = imported().shapes.get(&key) {
        return Ok(*known);
    }
    let read = read()?;
    let mut imported = imported();
    if imported.nodes.saturating_add(read.nodes()) > limits::MAX_KEPT {
        return read.fail(Size::Program);
    }
    if let Some(known) = imported.shapes.get(&key) {
        return Ok(*known);
    }
    let shape = leak::leak(&read.definitions);
    imported.nodes += read.nodes();
    imported.shapes.insert(key, shape);
    Ok(shape)
}

/// What is odd about a schema that can be imported all the same. Nothing is kept.
///
/// # Errors
/// As [`import`].
pub fn import_notes(text: &str) -> Result<Vec<ImportNote>, ImportError> {
    let json = parse(text)?;
    Ok(Reader::read(&json, false)?.notes)
}

fn imported() -> std::sync::MutexGuard<'static, Imported> {
    IMPORTED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn parse(text: &str) -> Result<Json, ImportError> {
    let fail = |reason| ImportError {
        pointer: String::new(),
        reason,
    };
    if text.len() > limits::MAX_BYTES {
        return Err(fail(Size::Bytes.into()));
    }
    serde_json::from_str(text).map_err(|error| fail(ImportReason::NotJson(error.to_string())))
}
