//! Rows of `partial`, `streaming` and `streaming_fail`: what is shown of a text that may be cut.
//!
//! It must be the same in one piece and character by character, and the end must be the one-shot parse.

use agent_core::parse::{IncomingJson, Options, parse_with};
use agent_core::schema::{ShapeRef, import};
use serde_json::Value;

use super::{Judged, Row, Verdict, is_expected};

/// Judges a row: there is no way to be stricter here.
pub(super) fn judge(row: &Row) -> Judged {
    match shown(row).and_then(|shown| compare(row, shown.as_deref())) {
        Ok(()) => Judged::new(Verdict::Agree, ""),
        Err(fault) => Judged::new(Verdict::Fail, fault),
    }
}

/// What is shown of the text, or `None` if nothing is.
pub(super) fn shown(row: &Row) -> Result<Option<String>, String> {
    let shape = shape(row)?;
    let mut whole = IncomingJson::new(shape);
    whole.push(&row.input);
    let mut pieces = IncomingJson::new(shape);
    for c in row.input.chars() {
        pieces.push(c.encode_utf8(&mut [0; 4]));
    }
    let shown = whole.partial();
    if pieces.partial() != shown {
        return Err(format!("in pieces it is {:?}", pieces.partial()));
    }
    let end = parse_with(&row.input, shape, &Options::new().complete(true));
    if pieces.finish(true) != end {
        return Err("the end differs from the one-shot parse".to_owned());
    }
    Ok(shown)
}

/// Rows of the kind `partial` state the values without their states.
fn shape(row: &Row) -> Result<ShapeRef, String> {
    if row.kind != "partial" {
        return row.shape();
    }
    let mut schema: Value = serde_json::from_str(&row.schema).map_err(|error| error.to_string())?;
    without_states(&mut schema);
    import(&schema.to_string()).map_err(|error| format!("the schema does not import: {error}"))
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

fn compare(row: &Row, shown: Option<&str>) -> Result<(), String> {
    let refused = row.kind == "streaming_fail";
    let shown = match (shown, refused) {
        (None, true) => return Ok(()),
        (Some(shown), true) => return Err(format!("expected nothing, got {shown}")),
        (None, false) => Value::Null,
        (Some(shown), false) => serde_json::from_str(shown).map_err(|error| error.to_string())?,
    };
    let schema: Value = serde_json::from_str(&row.schema).unwrap_or_default();
    if is_expected(
        &without_nulls(&shown),
        &without_nulls(&row.expected),
        &schema,
    ) {
        Ok(())
    } else {
        Err(format!("got {shown}"))
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
