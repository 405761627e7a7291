//! JSON text, written by hand in the order that we choose: `serde_json` would follow whatever features
//! the application turns on.

use std::fmt::Write;

/// Appends `text` as a JSON string.
pub(crate) fn string(out: &mut String, text: &str) {
    let special = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\');
    out.push('"');
    let mut rest = text;
    // Most texts are copied in one piece.
    while let Some(at) = rest.bytes().position(special) {
        let (plain, behind) = rest.split_at(at);
        out.push_str(plain);
        let mut letters = behind.chars();
        match letters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(control) => number(out, format_args!("\\u{:04x}", u32::from(control))),
            None => {}
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Appends anything that prints itself as JSON.
pub(crate) fn number(out: &mut String, value: impl std::fmt::Display) {
    // Writing into a String cannot fail.
    let _ = write!(out, "{value}");
}

/// An object under construction: remembers whether a comma is due.
pub(crate) struct Object {
    empty: bool,
}

impl Object {
    pub(crate) fn open(out: &mut String) -> Self {
        out.push('{');
        Self { empty: true }
    }

    /// Appends `"name":`; the caller writes the value.
    pub(crate) fn key(&mut self, out: &mut String, name: &str) {
        separate(out, &mut self.empty);
        string(out, name);
        out.push(':');
    }

    pub(crate) fn text(&mut self, out: &mut String, name: &str, value: &str) {
        self.key(out, name);
        string(out, value);
    }

    pub(crate) fn number(&mut self, out: &mut String, name: &str, value: impl std::fmt::Display) {
        self.key(out, name);
        number(out, value);
    }

    pub(crate) fn list<'a>(
        &mut self,
        out: &mut String,
        name: &str,
        values: impl IntoIterator<Item = &'a str>,
    ) {
        self.key(out, name);
        list(out, values, string);
    }
}

/// Appends a list.
pub(crate) fn list<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    out.push('[');
    let mut empty = true;
    for item in items {
        separate(out, &mut empty);
        write(out, item);
    }
    out.push(']');
}

fn separate(out: &mut String, empty: &mut bool) {
    if !std::mem::take(empty) {
        out.push(',');
    }
}
