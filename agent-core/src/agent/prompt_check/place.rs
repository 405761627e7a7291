//! Where a part of a path stands. Read from the source, and only once something is wrong there.

use crate::prompt::{Text, text};

/// The column of the path's part, if the source has the path with nothing but dots between its parts.
pub(super) const fn column(source: &str, place: &str, path: &[Text], part: usize) -> Option<usize> {
    let (line, column) = numbers(place);
    let source = source.as_bytes();
    let mut byte = start(source, line, column);
    let mut at = 0;
    let mut found = column;
    while at < part {
        let name = text(&path[at]);
        if !is_at(source, byte, name) || !is_at(source, byte + name.len(), ".") {
            return None;
        }
        byte += name.len() + 1;
        found += width(name) + 1;
        at += 1;
    }
    if is_at(source, byte, text(&path[part])) {
        Some(found)
    } else {
        None
    }
}

/// The line of `line:column`.
pub(super) const fn line(place: &str) -> &str {
    let mut at = 0;
    while at < place.len() && place.as_bytes()[at] != b':' {
        at += 1;
    }
    place.split_at(at).0
}

/// What `line:column` says.
const fn numbers(place: &str) -> (usize, usize) {
    let bytes = place.as_bytes();
    let (mut line, mut number, mut at) = (0, 0, 0);
    while at < bytes.len() {
        if bytes[at] == b':' {
            (line, number) = (number, 0);
        } else {
            number = number * 10 + (bytes[at].wrapping_sub(b'0')) as usize;
        }
        at += 1;
    }
    (line, number)
}

/// The byte that stands at a line and column, both from 1.
const fn start(source: &[u8], line: usize, column: usize) -> usize {
    let (mut at, mut lines, mut columns) = (0, 1, 1);
    while at < source.len() && (lines < line || columns < column) {
        if source[at] == b'\n' {
            lines += 1;
            columns = 0;
        }
        at += 1;
        if at < source.len() && is_first(source[at]) {
            columns += 1;
        }
    }
    at
}

const fn is_at(source: &[u8], from: usize, part: &str) -> bool {
    let part = part.as_bytes();
    if from + part.len() > source.len() {
        return false;
    }
    let mut at = 0;
    while at < part.len() {
        if source[from + at] != part[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// How many characters it has.
const fn width(name: &str) -> usize {
    let bytes = name.as_bytes();
    let (mut count, mut at) = (0, 0);
    while at < bytes.len() {
        if is_first(bytes[at]) {
            count += 1;
        }
        at += 1;
    }
    count
}

/// Whether a character of UTF-8 begins here.
const fn is_first(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{column, line};

    #[test]
    fn a_part_stands_behind_those_before_it() {
        let path = ["a", "ü", "c"].map(Cow::Borrowed);
        let source = "x\n{{ ä }} {{ a.ü.c }}";
        assert_eq!(column(source, "2:12", &path, 0), Some(12));
        assert_eq!(column(source, "2:12", &path, 1), Some(14));
        assert_eq!(column(source, "2:12", &path, 2), Some(16));
        assert_eq!(line("2:12"), "2");
    }

    #[test]
    fn what_is_written_otherwise_has_no_known_column() {
        let path = ["a", "b"].map(Cow::Borrowed);
        assert_eq!(column("{{ a . b }}", "1:4", &path, 1), None);
        assert_eq!(column("{{ a[\"b\"] }}", "1:4", &path, 1), None);
        assert_eq!(column("", "7:4", &path, 1), None);
    }
}
