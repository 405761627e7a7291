//! Text from a model, made into JSON that a type decodes, with every repair recorded.
//!
//! Owns the rule: **syntax is repaired, never meaning.** Fences, chatter, commas, quotes and
//! casing are repaired; what would lose or invent anything (a number `3,14`, a dropped item, a
//! missing field, a text that is cut off) is a typed error unless the call or the field allows it.
//!
//! The stages: the strict check, which is all that plain JSON meets; the candidates in the text
//! (`find`); a tolerant reader that makes trees of them (`reader`); the tree that fits the shape best
//! (`read`, `fit`); the strict check again, which has the last word.
//!
//! Linear in the text: every stage reads each byte a bounded number of times, and what is looked at
//! again (prose with brackets, quotes that may or may not end a text, members of a union) is paid
//! for from a stock that is a fixed multiple of the text's length. Where it runs out, the text is
//! refused. Nesting is bounded; nothing panics. Knows nothing of tools, threads or providers.

mod error;
mod explain;
pub mod feedback;
mod find;
mod fit;
#[cfg(test)]
mod hostile;
mod names;
mod numbers;
mod options;
mod partial;
#[cfg(test)]
mod properties;
mod read;
mod reader;
mod repair;
#[cfg(test)]
mod slips;
mod step;
mod steps;
#[cfg(test)]
mod tests;
mod tree;

pub use error::{ParseError, SchemaParseError};
pub use explain::explain;
pub use options::Options;
pub(crate) use partial::looked_up;
pub use partial::{Change, Incoming, IncomingJson, Partial, StreamState, Streamed, Update};
pub use repair::{Repair, RepairKind};
pub use step::{ParsedStep, StepShape, WrongStep, each_step, step, steps};

use crate::schema::check::{Extra, Mismatch, check};
use crate::schema::{Kind, ShapeRef};
use crate::tool::args::or_empty;

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

/// Finds the value in a text and repairs its syntax; loses and invents nothing.
///
/// As [`parse_with`] with [`Options::new`].
///
/// # Errors
/// See [`ParseError`]. Positions in a [`Mismatch`] are those of the repaired JSON.
///
/// ```
/// use agent_core::parse::lenient;
/// use agent_core::schema::Schema;
/// let parsed = lenient("Sure:\n```json\n[1, 2, '3',]\n```", Vec::<u8>::SHAPE).unwrap();
/// assert_eq!(parsed.json, "[1,2,3]");
/// assert_eq!(parsed.repairs.len(), 5);
/// ```
pub fn lenient(text: &str, shape: ShapeRef) -> Result<Parsed, ParseError> {
    parse_with(text, shape, &Options::new())
}

/// Finds the value in a text and repairs its syntax, with what the options allow.
///
/// A shape that is text takes the whole text as it stands, quotes and all.
///
/// # Errors
/// See [`ParseError`]; [`ParseError::loss`] says what would have to be allowed.
///
/// ```
/// use agent_core::parse::{Options, parse_with};
/// use agent_core::schema::{Lossy, Schema};
/// let cups = |options| parse_with("1 cup", f64::SHAPE, &options).map(|parsed| parsed.json);
/// assert_eq!(cups(Options::new()).unwrap_err().loss(), Lossy::NUMBER);
/// assert_eq!(cups(Options::new().lossy(Lossy::NUMBER)).unwrap(), "1");
/// ```
pub fn parse_with(text: &str, shape: ShapeRef, options: &Options) -> Result<Parsed, ParseError> {
    if is_text(shape)
        && let Ok(parsed) = raw(text, shape)
    {
        return Ok(parsed);
    }
    match strict(text, shape) {
        Ok(parsed) => Ok(parsed),
        Err(error @ ParseError::NoJson { .. }) => Err(error),
        Err(_) => read::read(text, shape, *options, 0),
    }
}

/// As [`lenient`], for a JSON Schema that is only known at run time.
///
/// The schema is imported once and kept, see [`import`](crate::schema::import).
///
/// # Errors
/// [`SchemaParseError`]: what of the schema cannot be kept to, or why the text is no value of it.
///
/// ```
/// use agent_core::parse::lenient_schema;
/// let schema = r#"{"type": "array", "items": {"enum": ["red", "green"]}}"#;
/// assert_eq!(lenient_schema("['Red', 'GREEN']", schema).unwrap().json, r#"["red","green"]"#);
/// ```
pub fn lenient_schema(text: &str, schema: &str) -> Result<Parsed, SchemaParseError> {
    let shape = crate::schema::import(schema)?;
    Ok(lenient(text, shape)?)
}

/// Reads the arguments of a native tool call: an object, an empty text, `null`, or any of them
/// inside a JSON string. Keys that are not declared are refused.
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
            let inner = or_empty(&inner);
            let read = || read::read(inner, shape, Options::call(), 1);
            let mut parsed = strict(inner, shape).or_else(|_| read())?;
            let note = "the arguments were a JSON string";
            let encoded = Repair::new(RepairKind::StringEncoded, "", note);
            parsed.repairs.insert(0, encoded);
            Ok(parsed)
        }
        Err(_) => read::read(text, shape, Options::call(), 0),
    }
}

/// True if any text is a value.
fn is_text(shape: ShapeRef) -> bool {
    let mut shape = shape;
    for _ in 0..64 {
        shape = match &shape.get().kind {
            Kind::String { .. } => return true,
            Kind::Newtype { inner, .. } => *inner,
            kind => match kind.stands_for() {
                Some(inner) => inner,
                None => return false,
            },
        };
    }
    false
}

/// The whole text as a JSON string.
fn raw(text: &str, shape: ShapeRef) -> Result<Parsed, ParseError> {
    let mut json = String::with_capacity(text.len() + 2);
    tree::write_text(text, &mut json);
    read::finish(&json, Vec::new(), shape)
}
