//! Numbers as people and models write them.

use super::reader::is_number;

/// A number that a text stands for, as JSON writes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Numeral {
    /// The text says this number and nothing else.
    Whole(String),
    /// The text says more than the number: a unit, a sentence, `3,14` (which may be 3.14 or 314).
    Taken(String),
}

/// The number that a text stands for, if it is one or has exactly one in it.
pub(crate) fn numeral(text: &str) -> Option<Numeral> {
    let text = text.trim();
    if let Some(whole) = whole(text) {
        return Some(Numeral::Whole(whole));
    }
    let taken = fraction(text)
        .or_else(|| grouped(text))
        .or_else(|| taken(text));
    taken.map(Numeral::Taken)
}

/// `1 000`, `1'000`, with white space of any kind: groups that may as well be several numbers.
fn grouped(text: &str) -> Option<String> {
    let by = text.find(|c: char| c.is_whitespace() || c == '\'' || c == '\u{2019}')?;
    let by = text.get(by..)?.chars().next()?;
    let end = text.find('.').unwrap_or(text.len());
    let (int, rest) = text.split_at(end);
    whole(&format!("{}{rest}", ungrouped(int, by)?))
}

/// `12`, `+12`, `.5`, `1.`, `1_000`, `12,111`, `12,111.5`, `12,111,`.
fn whole(text: &str) -> Option<String> {
    let text = text.strip_suffix(',').unwrap_or(text);
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    if !unsigned.starts_with(|c: char| c == '.' || c.is_ascii_digit()) {
        return None;
    }
    let (int, rest) = unsigned.split_at(unsigned.find(['.', 'e', 'E']).unwrap_or(unsigned.len()));
    let int = ungrouped(int, ',').or_else(|| underscored(int))?;
    let (fraction, exponent) = rest.split_at(rest.find(['e', 'E']).unwrap_or(rest.len()));
    let int = if int.is_empty() { "0" } else { &int };
    let fraction = match fraction {
        "." if int == "0" && unsigned.starts_with('.') => return None,
        "." => ".0".to_owned(),
        other => underscored(other)?,
    };
    let written = format!("{sign}{int}{fraction}{exponent}");
    is_number(&written).then_some(written)
}

/// Digits in groups of three, or without groups.
fn ungrouped(int: &str, by: char) -> Option<String> {
    let mut groups = int.split(by);
    let first = groups.next()?;
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let grouped = int.contains(by);
    let begins = digits(first) && (!grouped || (1..=3).contains(&first.len()) && first != "0");
    let rest = groups.all(|group| group.len() == 3 && digits(group));
    (begins && rest).then(|| int.replace(by, ""))
}

/// Digits with single `_` between them.
fn underscored(digits: &str) -> Option<String> {
    let inner = digits.strip_prefix('.').unwrap_or(digits);
    let tidy = !inner.starts_with('_') && !inner.ends_with('_') && !inner.contains("__");
    let known = inner.bytes().all(|b| b == b'_' || b.is_ascii_digit());
    (tidy && known).then(|| digits.replace('_', ""))
}

/// `1/5` as a decimal.
fn fraction(text: &str) -> Option<String> {
    let (above, below) = text.split_once('/')?;
    let (above, below): (f64, f64) = (above.trim().parse().ok()?, below.trim().parse().ok()?);
    let value = above / below;
    value.is_finite().then(|| format!("{value:?}"))
}

/// The only number in a text; commas inside it are passed over.
fn taken(text: &str) -> Option<String> {
    let mut numbers = runs(text);
    let (start, end) = numbers.next()?;
    if numbers.next().is_some() {
        return None;
    }
    let number = text.get(start..end)?.replace(',', "");
    let before = text.get(..start).unwrap_or_default();
    let negative = before
        .trim_end_matches(['$', '€', '£', '¥'])
        .ends_with(['-', '\u{2212}']);
    whole(&format!("{}{number}", if negative { "-" } else { "" }))
}

/// Where the text has digits, with the commas, points and exponents between them.
fn runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(u8::is_ascii_digit)?;
        at = start;
        loop {
            at += bytes
                .get(at..)?
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            let joined = matches!(bytes.get(at), Some(b',' | b'.' | b'_'));
            if !joined || !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
                return Some((start, at));
            }
            at += 1;
        }
    })
}

/// The nearest integer, as JSON writes it; nothing if there is none that a text can hold.
pub(crate) fn rounded(number: &str) -> Option<String> {
    let value: f64 = number.parse().ok()?;
    (value.abs() < 1e15).then(|| format!("{:.0}", value.round()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_a_number_and_nothing_else_is_read() {
        for (text, number) in [
            ("12", "12"),
            (" -3.5 ", "-3.5"),
            ("12,111", "12111"),
            ("1,234,567.5", "1234567.5"),
            ("12,111,", "12111"),
            ("1_000", "1000"),
            ("1_234.5_6", "1234.56"),
            ("+7", "7"),
            (".5", "0.5"),
            ("1.", "1.0"),
            ("1e3", "1e3"),
        ] {
            assert_eq!(numeral(text), Some(Numeral::Whole(number.into())), "{text}");
        }
    }

    #[test]
    fn a_number_inside_a_text_is_only_taken() {
        for (text, number) in [
            ("3,14", "314"),
            ("1 cup of butter, soft", "1"),
            ("$1,234.56", "1234.56"),
            ("-$5", "-5"),
            ("50%", "50"),
            ("1/5", "0.2"),
            ("about 7.", "7"),
            ("1 000", "1000"),
            ("1\u{202f}234\u{202f}567.5", "1234567.5"),
            ("1'000", "1000"),
        ] {
            assert_eq!(numeral(text), Some(Numeral::Taken(number.into())), "{text}");
        }
        for text in [
            "", "one", "1 or 2", ".", "-", "007", "1__0", "NaN", "1e999", "1 00", "12 34",
        ] {
            assert_eq!(numeral(text), None, "{text}");
        }
    }

    #[test]
    fn rounding_is_to_the_nearest() {
        assert_eq!(rounded("3.5").as_deref(), Some("4"));
        assert_eq!(rounded("-3.2").as_deref(), Some("-3"));
        assert_eq!(rounded("1e300"), None);
    }
}
