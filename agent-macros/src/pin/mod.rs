//! A JSON Schema that somebody else wrote, read while the user's crate is compiled.
//!
//! json (text with places) → wrapper (where the schema is) → read (what it allows) → expand (const data of
//! `agent_core::contract::pin`). Knows nothing of tools: who pins a schema compares it.

mod expand;
mod json;
mod keywords;
mod read;
mod rust_type;
#[cfg(test)]
mod tests;
mod union;
mod values;
mod wrapper;

use std::path::{Path, PathBuf};

use json::Value;
pub(crate) use json::{Json, Place, parse_from as line};

/// A schema file: the tool's name, if it states one, and what the arguments may be.
#[derive(Debug, PartialEq)]
pub(crate) struct Pin {
    /// As the user named it, for messages.
    pub file: String,
    pub name: Option<(String, Place)>,
    pub schema: Node,
}

/// What one schema allows, in one form for everything that may be said in several ways.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub place: Place,
    pub null: bool,
    pub kind: Kind,
}

/// The macro's side of agent-core's `PinKind`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Any,
    Null,
    Bool,
    Integer(Range),
    Number(Range),
    Text {
        format: String,
        pattern: String,
        length: Length,
    },
    Names(Vec<String>),
    List {
        items: Box<Node>,
        unique: bool,
        length: Length,
    },
    Tuple(Vec<Node>),
    Object(Object),
    Union(Vec<Node>),
    Again(Place),
    Opaque,
}

/// The numbers allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Range {
    pub low: Option<End>,
    pub high: Option<End>,
}

/// One end of a range; `open` means that the number itself lies outside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct End {
    pub limit: Limit,
    pub open: bool,
}

/// A number of the file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Limit {
    Integer(i128),
    Float(f64),
}

/// Lengths; `None` where nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Length {
    pub min: Option<usize>,
    pub max: Option<usize>,
}

/// An object's keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Object {
    pub properties: Vec<Property>,
    pub rest: Rest,
    pub keys: Keys,
    pub length: Length,
}

/// A key that the schema names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Property {
    pub name: String,
    /// Where its name stands.
    pub place: Place,
    pub required: bool,
    pub schema: Node,
}

/// Keys that the schema does not name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Rest {
    #[default]
    Unsaid,
    Allowed,
    Refused,
    Each(Box<Node>),
}

/// What free keys may be.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Keys {
    #[default]
    Any,
    Whole,
    Names(Vec<String>),
}

/// What is wrong with a file, and where in it.
#[derive(Debug, PartialEq)]
pub(crate) struct Problem {
    pub place: Place,
    pub text: String,
}

impl Problem {
    pub(crate) fn new(place: Place, text: impl Into<String>) -> Self {
        Self {
            place,
            text: text.into(),
        }
    }

    /// "schemas/search.json:3:7: …"
    pub(crate) fn at(&self, file: &str) -> String {
        format!("{file}:{}: {}", self.place, self.text)
    }
}

/// Reads the text of a schema file. Whatever cannot be compared with a function is a problem.
pub(crate) fn parse(text: &str, file: &str) -> Result<Pin, Problem> {
    // Some editors start a file with a mark of its encoding.
    let json = json::parse(text.trim_start_matches('\u{feff}'))?;
    let (name, schema) = wrapper::find(&json)?;
    let schema = match schema {
        Some(schema) => read::schema(schema, &json)?,
        None => Node {
            place: json.place,
            null: false,
            kind: Kind::Object(Object::default()),
        },
    };
    let place = schema.place;
    if schema.null || !matches!(schema.kind, Kind::Object(_)) {
        let text = "the schema must be of an object\nnote: a tool's arguments have names: write `{\"type\":\"object\",\"properties\":{…}}`";
        return Err(Problem::new(place, text));
    }
    Ok(Pin {
        file: file.to_owned(),
        name,
        schema,
    })
}

/// Reads a schema that our own side wrote: what cannot be compared is passed over.
pub(crate) fn parse_own(json: &Json) -> Node {
    read::own(json)
}

/// A file that was read: its pin, and its path for `include_bytes!`.
pub(crate) struct PinFile {
    pub pin: Pin,
    pub absolute: String,
}

/// Reads the file. `file` is relative to `base`, which the error calls `named`; it says what is wrong and where.
pub(crate) fn read(base: &Path, named: &str, file: &str) -> Result<PinFile, String> {
    let path: PathBuf = base.join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "is not there".to_owned(),
            std::io::ErrorKind::InvalidData => "is not UTF-8 text".to_owned(),
            kind => format!("cannot be read: {kind}"),
        };
        format!("schema file `{file}` {reason}\nnote: the path is relative to {named}")
    })?;
    let pin = parse(&text, file).map_err(|problem| problem.at(file))?;
    Ok(PinFile {
        pin,
        absolute: path.to_string_lossy().into_owned(),
    })
}
