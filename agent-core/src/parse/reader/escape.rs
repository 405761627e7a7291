//! What stands between quotes, as the text that it means.

use std::borrow::Cow;

/// Before these a backslash means nothing but that the text does not end.
const QUOTES: [char; 10] = [
    '\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}', '\u{201c}', '\u{201d}', '\u{201e}',
    '\u{ab}', '\u{bb}',
];

/// What a text stands for, and whether it was written as JSON does not; nothing for half a
/// character.
pub(super) fn unescaped<'a>(raw: &'a str, open: &str) -> Option<(Cow<'a, str>, bool)> {
    let odd = |b: u8| b == b'\\' || b < b' ';
    if !raw.bytes().any(odd) {
        return Some((raw.into(), false));
    }
    let mut out = String::with_capacity(raw.len());
    let mut strange = raw.bytes().any(|b| b < b' ');
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let (taken, letter) = escape(rest);
        match letter {
            Some(letter) => out.push(letter),
            None if is_half(rest) => return None,
            None => {
                strange = true;
                if !rest.starts_with(open) && !rest.starts_with(QUOTES) {
                    out.push('\\');
                }
            }
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    Some((out.into(), strange))
}

/// The escape behind a backslash: its length and the character it stands for.
fn escape(rest: &str) -> (usize, Option<char>) {
    let letter = match rest.bytes().next() {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(rest).map_or((0, None), |(taken, c)| (taken, Some(c))),
        _ => return (0, None),
    };
    (1, Some(letter))
}

/// `u00e9`, or a surrogate pair as a whole.
fn unicode(rest: &str) -> Option<(usize, char)> {
    let high = hex(rest, 1)?;
    if let Some(letter) = char::from_u32(high) {
        return Some((5, letter));
    }
    let low = rest
        .get(5..7)
        .filter(|next| *next == "\\u")
        .and_then(|_| hex(rest, 7))?;
    let (high, low) = (high.checked_sub(0xd800)?, low.checked_sub(0xdc00)?);
    let paired = high < 0x400 && low < 0x400;
    let letter = char::from_u32(0x10000 + (high << 10) + low);
    letter.filter(|_| paired).map(|letter| (11, letter))
}

/// Four hexadecimal digits.
fn hex(text: &str, from: usize) -> Option<u32> {
    let digits = text.get(from..from + 4)?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| hex)
}

/// True for one half of a surrogate pair without the other.
fn is_half(escaped: &str) -> bool {
    escaped.starts_with('u') && hex(escaped, 1).is_some_and(|code| char::from_u32(code).is_none())
}

/// A block of code without the line that names its language.
pub(in crate::parse) fn without_info(raw: &str) -> &str {
    match raw.split_once('\n') {
        Some((_, code)) => code,
        None => raw,
    }
}

/// A block without the line breaks at its ends and the indentation that all its lines share.
pub(in crate::parse) fn dedented(raw: &str) -> Cow<'_, str> {
    let blank = |line: &str| line.trim().is_empty();
    let inner = raw.trim_end();
    let inner = inner.trim_start_matches(['\r', '\n']);
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = || inner.split('\n').filter(|line| !blank(line));
    let shared = lines().map(indent).min().unwrap_or(0);
    let tidy = shared == 0
        && !inner
            .split('\n')
            .any(|line| blank(line) && !line.is_empty());
    if tidy {
        return inner.into();
    }
    let cut = |line| {
        if blank(line) {
            ""
        } else {
            line.get(shared..).unwrap_or_default()
        }
    };
    let lines: Vec<&str> = inner.split('\n').map(cut).collect();
    lines.join("\n").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_as_json_reads_them_and_others_are_kept() {
        for (raw, text, odd) in [
            (r"a\nb\u00e9\/", "a\nbé/", false),
            (r"\ud83d\ude00", "😀", false),
            (r"^\s*\(", r"^\s*\(", true),
            (r"C:\users", r"C:\users", true),
            (r"it\'s", "it's", true),
            ("two\nlines", "two\nlines", true),
            (r"end\", r"end\", true),
        ] {
            assert_eq!(unescaped(raw, "\""), Some((text.into(), odd)), "{raw}");
        }
        for half in [
            r"\ud83d",
            r"\ude00",
            r"\ud83dx",
            r"\ud83d\u0041",
            r"\udfff\ud800",
        ] {
            assert_eq!(unescaped(half, "\""), None, "{half}");
        }
    }

    #[test]
    fn blocks_lose_what_their_lines_share() {
        assert_eq!(dedented("\n  a\n    b\n\n  c\n"), "a\n  b\n\nc");
        assert_eq!(dedented("a\n  b"), "a\n  b");
        assert_eq!(without_info("rust main.rs\ncode"), "code");
    }
}
