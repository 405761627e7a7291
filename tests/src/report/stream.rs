//! Rows of `partial`, `streaming` and `streaming_fail`: what is shown of a text that may be cut.

use agent_core::parse::{IncomingJson, Options, parse_with};
use agent_core::schema::{ShapeRef, import};
use serde_json::Value;

/// What came of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What was shown as it stands, or `None` if nothing was.
    pub shown: Option<String>,
    /// Why it is not what the row expects.
    pub fault: Option<String>,
}

/// True for a row of one of the three kinds.
pub fn is_stream(row: &Value) -> bool {
    let kind = row["kind"].as_str().unwrap_or_default();
    ["partial", "streaming", "streaming_fail"].contains(&kind)
}

/// Reads the row's text in one piece and character by character.
pub fn judge(row: &Value) -> Judged {
    match shown(row) {
        Err(fault) => Judged {
            shown: None,
            fault: Some(fault),
        },
        Ok(shown) => Judged {
            fault: compare(row, shown.as_deref()).err(),
            shown,
        },
    }
}

fn shown(row: &Value) -> Result<Option<String>, String> {
    let mut schema = row["schema"].clone();
    // Rows of this kind state the values without their states.
    if row["kind"] == "partial" {
        without_states(&mut schema);
    }
    let shape = import(&schema.to_string()).map_err(|error| format!("schema: {error}"))?;
    let text = row["input"].as_str().ok_or("no input")?;
    let mut whole = IncomingJson::new(shape);
    whole.push(text);
    let mut pieces = IncomingJson::new(shape);
    for c in text.chars() {
        pieces.push(c.encode_utf8(&mut [0; 4]));
    }
    let shown = whole.partial();
    if pieces.partial() != shown {
        return Err(format!("in pieces it is {:?}", pieces.partial()));
    }
    check_end(pieces, text, shape)?;
    Ok(shown)
}

/// The end is the one-shot parse, whatever that is.
fn check_end(incoming: IncomingJson, text: &str, shape: ShapeRef) -> Result<(), String> {
    if incoming.finish(true) == parse_with(text, shape, &Options::new().complete(true)) {
        Ok(())
    } else {
        Err("the end differs from the one-shot parse".to_owned())
    }
}

fn compare(row: &Value, shown: Option<&str>) -> Result<(), String> {
    let refused = row["kind"] == "streaming_fail";
    let shown = match (shown, refused) {
        (None, true) => return Ok(()),
        (Some(shown), true) => return Err(format!("expected nothing, got {shown}")),
        (None, false) => Value::Null,
        (Some(shown), false) => serde_json::from_str(shown).map_err(|error| error.to_string())?,
    };
    if without_nulls(&shown) == without_nulls(&row["expected"]) {
        Ok(())
    } else {
        Err(format!("expected {}, got {shown}", row["expected"]))
    }
}

fn without_states(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(wishes)) = members.get_mut("x-stream") {
                wishes.remove("with_state");
            }
            members.values_mut().for_each(without_states);
        }
        Value::Array(items) => items.iter_mut().for_each(without_states),
        _ => {}
    }
}

/// A missing key is a `null`.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), without_nulls(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
