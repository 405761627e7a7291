//! Parts of a content: what stands in a plain one.

use crate::event::raw::{is_json, member};
use crate::wire::found;
use crate::wire::json::string;

/// The members of a part with nothing but words.
pub(super) const WORDS: &[&str] = &["text", "thought"];

/// Arguments that are no JSON object stand under this key.
const INVALID: &str = "INVALID_JSON";

/// A part with nothing but words.
pub(super) fn words(text: &str, thought: bool) -> String {
    let mut out = String::from("{\"text\":");
    string(&mut out, text);
    if thought {
        out.push_str(",\"thought\":true");
    }
    out.push('}');
    out
}

/// A call's arguments as the model wrote them; empty where there are none.
pub(super) fn arguments(call: &str) -> String {
    let Some(arguments) = member(call, "args").filter(|json| *json != "null") else {
        return String::new();
    };
    found::has_only(arguments, &[INVALID])
        .then(|| found::text(arguments, INVALID))
        .flatten()
        .unwrap_or_else(|| arguments.to_owned())
}

/// Writes a call's arguments: always an object.
pub(super) fn write_arguments(out: &mut String, arguments: &str) {
    let arguments = arguments.trim();
    if arguments.starts_with('{') && is_json(arguments) {
        out.push_str(arguments);
        return;
    }
    out.push('{');
    if !arguments.is_empty() {
        string(out, INVALID);
        out.push(':');
        string(out, arguments);
    }
    out.push('}');
}
