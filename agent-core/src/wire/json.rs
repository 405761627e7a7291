//! Writing JSON text without building a tree first.
//!
//! Owns the escaping of strings. Reading is `serde_json`'s.

use std::collections::BTreeMap;

use crate::schema::check::plain_run;

/// Writes `text` as a JSON string, quotes included.
pub(crate) fn string(out: &mut String, text: &str) {
    out.push('"');
    let bytes = text.as_bytes();
    let mut plain = 0;
    while let Some(rest) = bytes.get(plain..).filter(|rest| !rest.is_empty()) {
        let end = plain + plain_run(rest);
        out.push_str(&text[plain..end]);
        if let Some(byte) = bytes.get(end) {
            escape(out, *byte);
        }
        plain = end + 1;
    }
    out.push('"');
}

fn escape(out: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        _ => {
            out.push_str("\\u00");
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Writes `,"key":`.
pub(crate) fn key(out: &mut String, key: &str) {
    out.push(',');
    string(out, key);
    out.push(':');
}

/// Writes `,"key":"value"`.
pub(crate) fn text_member(out: &mut String, name: &str, value: &str) {
    key(out, name);
    string(out, value);
}

/// Writes `,"key":value` for a number or a truth value, nothing for `None`.
pub(crate) fn plain_member<T: std::fmt::Display>(out: &mut String, name: &str, value: Option<T>) {
    if let Some(value) = value {
        key(out, name);
        out.push_str(&value.to_string());
    }
}

/// Writes the members of a request, but not those that the settings name themselves.
pub(crate) struct Members<'a> {
    pub(crate) out: &'a mut String,
    pub(crate) extra: &'a BTreeMap<String, String>,
}

impl Members<'_> {
    /// Writes `,"name":` and hands out where the value goes; `None` if the settings name it.
    pub(crate) fn value(&mut self, name: &str) -> Option<&mut String> {
        if self.extra.contains_key(name) {
            return None;
        }
        key(self.out, name);
        Some(self.out)
    }

    pub(crate) fn text(&mut self, name: &str, value: &str) {
        if let Some(out) = self.value(name) {
            string(out, value);
        }
    }

    /// JSON text, as it is.
    pub(crate) fn json(&mut self, name: &str, value: &str) {
        if let Some(out) = self.value(name) {
            out.push_str(value);
        }
    }

    pub(crate) fn plain<T: std::fmt::Display>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value
            && let Some(out) = self.value(name)
        {
            out.push_str(&value.to_string());
        }
    }

    /// JSON has no NaN and no infinity; such a number is as good as none.
    pub(crate) fn number(&mut self, name: &str, value: Option<f32>) {
        self.plain(name, value.filter(|value| value.is_finite()));
    }

    /// Writes what the settings name themselves. A null is how they leave a member out.
    pub(crate) fn extra(&mut self, but: &[&str]) {
        let wanted = |(name, value): &(&String, &String)| {
            value.trim() != "null" && !but.contains(&name.as_str())
        };
        for (name, value) in self.extra.iter().filter(wanted) {
            key(self.out, name);
            self.out.push_str(value);
        }
    }
}

/// Writes a JSON list.
pub(crate) fn list<T>(out: &mut String, items: &[T], item: impl Fn(&mut String, &T)) {
    out.push('[');
    for (at, each) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        item(out, each);
    }
    out.push(']');
}

/// A text in pieces of a few characters, as a stand-in sends it.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = String> + '_ {
    const PIECE: usize = 8;
    let mut left = text.chars().peekable();
    std::iter::from_fn(move || {
        left.peek()?;
        Some(left.by_ref().take(PIECE).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn a_string_reads_back_as_it_was() {
        let every_low: String = (0u8..0x80).map(char::from).collect();
        for text in [
            "",
            "a",
            "\"",
            "\\",
            "\u{7f}\u{2028}é🦀",
            "\n\r\t\u{8}\u{c}\0",
            "a\"b\\c\nd",
            &every_low,
        ] {
            let mut out = String::new();
            string(&mut out, text);
            assert_eq!(
                serde_json::from_str::<String>(&out).ok().as_deref(),
                Some(text),
                "{out}"
            );
        }
    }
}
