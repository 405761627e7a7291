//! What Jinja's filters do. A value that is not there counts as empty.

use serde_json::Value;

use super::{Filter, value};

/// The value behind the filter, or what is wrong with it.
pub(super) fn apply(filter: &Filter, value: &Value) -> Result<Value, &'static str> {
    match filter {
        Filter::Length => length(value).map(Value::from).ok_or("has no length"),
        Filter::ToJson => Ok(Value::String(value.to_string())),
        Filter::Upper => text(value).map(|text| Value::from(text.to_uppercase())),
        Filter::Lower => text(value).map(|text| Value::from(text.to_lowercase())),
        Filter::Trim => text(value).map(|text| Value::from(text.trim())),
        Filter::Indent(width) => text(value).map(|text| Value::from(indent(text, *width))),
        Filter::First => Ok(items(value)?.first().cloned().unwrap_or_default()),
        Filter::Last => Ok(items(value)?.last().cloned().unwrap_or_default()),
        Filter::Join(between) => join(items(value)?, between).map(Value::from),
        Filter::Default(other) if value.is_null() => Ok(value::literal(other)),
        Filter::Default(_) => Ok(value.clone()),
    }
}

fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Null => Some(0),
        Value::String(text) => Some(text.chars().count()),
        Value::Array(items) => Some(items.len()),
        Value::Object(keys) => Some(keys.len()),
        Value::Bool(_) | Value::Number(_) => None,
    }
}

fn text(value: &Value) -> Result<&str, &'static str> {
    match value {
        Value::Null => Ok(""),
        Value::String(text) => Ok(text),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err("is not a text")
        }
    }
}

fn items(value: &Value) -> Result<&[Value], &'static str> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(items) => Ok(items),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Err("is not a list")
        }
    }
}

fn join(items: &[Value], between: &str) -> Result<String, &'static str> {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(between);
        }
        if !value::print(item, &mut out) {
            return Err("has items that are lists or objects");
        }
    }
    Ok(out)
}

/// Blank lines stay blank, and the last line break goes, as in Jinja.
fn indent(text: &str, width: u32) -> String {
    let text = strip_break(text);
    let margin = " ".repeat(width as usize);
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
            if !line.is_empty() && line != "\r" {
                out.push_str(&margin);
            }
        }
        out.push_str(line);
    }
    strip_break(&out).to_owned()
}

fn strip_break(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}
