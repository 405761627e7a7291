//! The examples that authors name in their docs: `e.g. "A-1001"`, `for example 12`.

use super::json;

/// What the docs name as an example.
pub(super) enum Literal<'a> {
    /// In quotes: a text.
    Text(&'a str),
    /// As code: a text, or JSON.
    Code(&'a str),
    /// Bare: a number, or a date and the like.
    Number(&'a str),
}

impl Literal<'_> {
    /// What it may be as JSON; the first form that fits is meant.
    pub(super) fn forms(&self) -> Vec<String> {
        match self {
            Self::Code(text) => vec![(*text).to_owned(), json(text)],
            Self::Number(text) if text.parse::<f64>().is_ok() => vec![(*text).to_owned()],
            Self::Text(text) | Self::Number(text) => vec![json(text)],
        }
    }
}

/// What stands after `e.g.` and the like: quoted texts, code, numbers.
pub(super) fn literals(doc: &str) -> Vec<Literal<'_>> {
    let markers = [
        "e.g.",
        "for example",
        "For example",
        "such as",
        "Example:",
        "example:",
    ];
    let mut found = Vec::new();
    for marker in markers {
        for (at, _) in doc.match_indices(marker) {
            let mut rest = doc[at + marker.len()..].trim_start_matches([',', ':', ' ', '\n']);
            while let Some((literal, after)) = literal(rest) {
                found.push(literal);
                let Some(next) = separated(after) else { break };
                rest = next;
            }
        }
    }
    found
}

fn separated(text: &str) -> Option<&str> {
    let separators = [", or ", ", and ", ", ", " or ", " and ", " / "];
    separators
        .iter()
        .find_map(|separator| text.strip_prefix(separator))
}

fn literal(text: &str) -> Option<(Literal<'_>, &str)> {
    let quoted = |mark: char| text.strip_prefix(mark)?.split_once(mark);
    if let Some((inner, after)) = quoted('"') {
        return Some((Literal::Text(inner), after));
    }
    if let Some((inner, after)) = quoted('`') {
        return Some((Literal::Code(inner), after));
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
    let number = text[..end.unwrap_or(text.len())].trim_end_matches(['.', '-']);
    let after = &text[number.len()..];
    (!number.is_empty() && ends(after)).then_some((Literal::Number(number), after))
}

/// `12` ends in `12, 13` and `12 days`, not in `12:30`, `1,000` or `5th`.
fn ends(after: &str) -> bool {
    let mut letters = after.chars();
    match letters.next() {
        None | Some(' ' | '\n' | ')' | ';') => true,
        Some(',' | '.') => !letters.next().is_some_and(|next| next.is_ascii_digit()),
        Some(_) => false,
    }
}
