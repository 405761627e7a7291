//! Text from a model, made into JSON that a type decodes, with every repair recorded.
//!
//! Owns the rule: **syntax is repaired, never meaning.** Fences, chatter, commas, quotes and
//! casing are repaired; what would lose or invent anything (a number `3,14`, a dropped item, a
//! missing field, a text that is cut off) is an error. A tolerant reader makes a tree, the tree is
//! fitted to the shape, and the strict check has the last word. Linear in the text; never panics.
//! Knows nothing of tools, threads or providers.

mod candidates;
mod claims;
mod error;
pub mod feedback;
mod fit;
mod partial;
mod reader;
mod repair;
mod step;
#[cfg(test)]
mod tests;
mod tree;

pub use error::ParseError;
pub use partial::{Change, Incoming, IncomingJson, Partial, StreamState, Streamed, Update};
pub use repair::{Repair, RepairKind};
pub use step::{ParsedStep, StepShape, step, steps};

use crate::schema::ShapeRef;
use crate::schema::check::{Extra, Mismatch, check};
use crate::tool::args::or_empty;
use candidates::choose;
use claims::claims;
use fit::fit;
use reader::Reader;
use tree::Node;

/// A value of a shape, as JSON text that serde decodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The JSON text.
    pub json: String,
    /// What was changed to get it; empty if the model wrote it so.
    pub repairs: Vec<Repair>,
}

/// Reads a text that is JSON and nothing else; repairs nothing.
///
/// # Errors
/// [`ParseError::NoJson`] for an empty text, [`ParseError::Truncated`] for one that is cut off,
/// else [`ParseError::Mismatch`].
pub fn strict(text: &str, shape: ShapeRef) -> Result<Parsed, ParseError> {
    if text.trim().is_empty() {
        return Err(ParseError::NoJson {
            text_head: String::new(),
        });
    }
    match check(text, shape, Extra::Refuse) {
        Ok(json) => Ok(Parsed {
            json: json.into_owned(),
            repairs: Vec::new(),
        }),
        Err(Mismatch { offset, .. }) if offset >= text.len() => Err(ParseError::Truncated {
            offset: text.len() - text.trim_start().len(),
        }),
        Err(mismatch) => Err(ParseError::Mismatch(mismatch)),
    }
}

/// Finds the JSON in a text and repairs its syntax. In the text the last object or list that uses
/// a name of the shape counts; a number, string or bare word must be the whole text.
///
/// # Errors
/// See [`ParseError`]. Positions in a [`Mismatch`] are those of the repaired JSON.
pub fn lenient(text: &str, shape: ShapeRef) -> Result<Parsed, ParseError> {
    let first = match strict(text, shape) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    if !claims::is_nested(shape.get()) {
        return whole(text, shape).ok_or(first)?;
    }
    let chosen = choose(text, |node| claims(node, shape.get()))?;
    fitted(&chosen.node, chosen.repairs, shape)
}

/// Reads the arguments of a native tool call: an object, an empty text, `null`, or any of them
/// inside a JSON string.
///
/// # Errors
/// See [`ParseError`].
pub fn arguments(text: &str, shape: ShapeRef) -> Result<Parsed, ParseError> {
    let text = or_empty(text);
    if let Ok(parsed) = strict(text, shape) {
        return Ok(parsed);
    }
    match serde_json::from_str::<String>(text) {
        Ok(inner) => {
            let mut parsed = lenient(or_empty(&inner), shape)?;
            let note = "the arguments were a JSON string";
            parsed
                .repairs
                .insert(0, Repair::new(RepairKind::StringEncoded, "", note));
            Ok(parsed)
        }
        Err(_) => lenient(text, shape),
    }
}

/// Reads a text that is one value from beginning to end.
fn whole(text: &str, shape: ShapeRef) -> Option<Result<Parsed, ParseError>> {
    let mut reader = Reader::new(text, 0);
    let node = reader.value().ok()?;
    let rest = text.get(reader.pos..)?;
    rest.trim()
        .is_empty()
        .then(|| fitted(&node, reader.repairs, shape))
}

/// Fits a tree to the shape and lets the check decide.
fn fitted(
    node: &Node<'_>,
    mut repairs: Vec<Repair>,
    shape: ShapeRef,
) -> Result<Parsed, ParseError> {
    let json = fit(node, shape.get(), &mut repairs);
    let json = check(&json, shape, Extra::Refuse)
        .map_err(ParseError::Mismatch)?
        .into_owned();
    Ok(Parsed { json, repairs })
}
