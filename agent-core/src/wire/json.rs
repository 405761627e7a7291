//! Writing JSON text without building a tree first.
//!
//! Owns the escaping of strings. Reading is `serde_json`'s.

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
