//! The rows of the files, in whichever of their formats.

use agent_core::schema::{Lossy, ShapeRef, import};
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

/// One line of a file.
#[derive(Debug, Clone)]
pub struct Row {
    /// The row's name.
    pub id: String,
    /// What the row is about.
    pub class: String,
    /// `succeed`, `fail`, `repair`, or how the text comes in pieces.
    pub kind: String,
    /// The text of the model.
    pub input: String,
    /// The value of the text.
    pub expected: Value,
    /// The schema of the target as it was written; `{}` where any JSON may come.
    pub schema: String,
    /// What the expected value loses or invents, and why.
    pub lossy: Option<(String, String)>,
    /// A plain JSON parse gives the expected value.
    pub plain: bool,
    /// The line itself, for what only streams know.
    pub line: String,
}

impl Row {
    /// Reads one line.
    pub fn read(line: &str) -> Result<Self, serde_json::Error> {
        let members: Value = serde_json::from_str(line)?;
        let text = |key: &str| members[key].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            id: text("id"),
            class: text("class"),
            kind: text("kind"),
            input: text("input"),
            expected: members["expected"].clone(),
            schema: written(line, "schema").unwrap_or("{}").to_owned(),
            lossy: (members["lossy"] == true).then(|| (text("lossy_kind"), text("why"))),
            plain: members["plain_json"] == true,
            line: line.to_owned(),
        })
    }

    /// True for rows whose text comes in pieces.
    pub fn is_stream(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "partial" | "streaming" | "streaming_fail"
        )
    }

    /// True for rows without a target: a repaired text is compared with what another program made of it.
    pub fn is_repair(&self) -> bool {
        self.schema == "{}"
    }

    /// The shape of the target.
    pub fn shape(&self) -> Result<ShapeRef, String> {
        import(&self.schema).map_err(|error| format!("the schema does not import: {error}"))
    }

    /// The opt-in by which the expected value should come.
    pub fn opt_in(&self) -> Lossy {
        match self.lossy.as_ref().map(|(kind, _)| kind.as_str()) {
            Some("number") => Lossy::NUMBER,
            Some("dropped") => Lossy::DROPPED,
            Some("truncated") => Lossy::TRUNCATED,
            Some("defaulted") => Lossy::DEFAULTED,
            _ => Lossy::ALL,
        }
    }
}

/// The text of the value under a key of an object, with its own keys in the order written.
fn written<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let mut rest = line.trim_start().strip_prefix('{')?;
    loop {
        let name: String = next(&mut rest)?.1;
        rest = rest.trim_start().strip_prefix(':')?.trim_start();
        let (value, IgnoredAny) = next(&mut rest)?;
        if name == key {
            return Some(value);
        }
        rest = rest.trim_start().strip_prefix(',')?.trim_start();
    }
}

/// Takes one JSON value off the text.
fn next<'l, T: serde::de::DeserializeOwned>(rest: &mut &'l str) -> Option<(&'l str, T)> {
    let mut values = Deserializer::from_str(rest).into_iter::<T>();
    let value = values.next()?.ok()?;
    let (text, after) = rest.split_at(values.byte_offset());
    *rest = after;
    Some((text, value))
}
