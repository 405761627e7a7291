//! Lines of text → pieces. Knows a chain of exceptions by its heads: the first and the last say most.

use super::{Piece, body, clean, first_bytes, frames, logfmt, rank};

/// A long line is taken apart into its sentences.
const LONG: usize = 90;

/// The label of a panic's message.
const PANICKED: &str = "panicked";

/// What a line gains by its label, and by standing below what failed.
const LABELLED: i32 = 12;
const BELOW_HEAD: i32 = 8;

/// No more of a line is read as pairs, in bytes.
const PAIRS: usize = 4_000;

/// A line of so many words that ends in a colon is the label of the next one.
const LABEL: usize = 6;

/// Adds what the lines say.
pub(super) fn read(text: &str, depth: usize, found: &mut Vec<Piece>) {
    let mut at = 0;
    let mut source_below = None;
    let mut label: Option<String> = None;
    let mut heads = Vec::new();
    let (mut causes, mut below_head) = (false, false);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let indent = line.len() - line.trim_start().len();
        if source_below.is_some_and(|of| indent > of) {
            continue;
        }
        let ends = line.trim_end_matches(['\n', '\r']).ends_with(':');
        let line = line.trim();
        source_below = frames::has_source(line).then_some(indent);
        if line.eq_ignore_ascii_case("caused by:") {
            causes = true;
            continue;
        }
        if frames::is_frame(line) || frames::is_talk(line) {
            continue;
        }
        let headless = clean::headless(line);
        if headless != line && frames::is_frame(&headless) {
            continue;
        }
        let pairs = logfmt::read(first_bytes(line, PAIRS));
        let (line, mut said) = match pairs {
            Some((front, members)) => {
                body::members(&members, start, depth, found);
                (front, clean::line(front))
            }
            None => (line, clean::said(&headless)),
        };
        let mut level = rank::level(line) + if below_head { BELOW_HEAD } else { 0 };
        if said.is_empty() {
            continue;
        }
        if label.is_none() && (ends || !said.ends_with(':')) && is_label(&said, &text[at..], indent)
        {
            label = Some(said);
            continue;
        }
        if let Some(label) = label.take() {
            if label != PANICKED && is_name(&label) {
                said.truncate(brief(&said).len());
            }
            said = format!("{}: {said}", label.trim_end_matches(':'));
            level += LABELLED;
        }
        if said.chars().filter(|c| c.is_alphanumeric()).count() < 3 {
            continue;
        }
        let first = found.len();
        let score = rank::score(&said);
        add(&said, score, start, level, found);
        let is_cause = is_cause(line) || causes && line.starts_with(|c: char| c.is_ascii_digit());
        if is_cause || rank::is_head(&said, score) {
            heads.push(first);
        }
        below_head = score >= rank::GRAVE_SCORE;
    }
    // Python says the cause first, others last.
    lift(&heads, text.contains("the direct cause of"), found);
}

/// Whether this only says what the next line is about: `panicked:`, or a field with its faults indented below.
fn is_label(said: &str, next: &str, indent: usize) -> bool {
    let next = next.split('\n').next().unwrap_or_default();
    let deeper = next.len() - next.trim_start().len() > indent && !next.trim().is_empty();
    let named = deeper && is_name(said);
    let words = said.split(' ').count();
    said == PANICKED || named || (said.ends_with(':') && words <= LABEL && !next.is_empty())
}

/// Whether this is a field's name.
fn is_name(said: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || "._[]-".contains(c);
    said.chars().all(name) && said.starts_with(char::is_lowercase)
}

/// What is said of one field among others.
fn brief(said: &str) -> &str {
    const MOST: usize = 50;
    let end = said
        .find(": ")
        .filter(|end| *end > 10)
        .unwrap_or(said.len());
    if end <= MOST {
        return &said[..end];
    }
    let start = first_bytes(said, MOST);
    &start[..start.rfind(' ').unwrap_or(start.len())]
}

/// Adds a line of a score, or the sentences of a long one.
fn add(said: &str, score: i32, at: usize, level: i32, found: &mut Vec<Piece>) {
    let parts = if said.len() > LONG {
        sentences(said)
    } else {
        vec![said]
    };
    for (index, part) in parts.into_iter().enumerate() {
        let less = i32::try_from(index).unwrap_or(i32::MAX).min(10) * 2;
        found.push(Piece {
            text: part.to_owned(),
            score: if part == said {
                score
            } else {
                rank::score(part)
            } - less
                + level,
            at,
        });
    }
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let ends = [
        ". ",
        "; ",
        " | ",
        " (Caused by ",
        ", caused by: ",
        " nested exception is ",
    ];
    split(text, &ends)
}

/// The clauses of a sentence, each with the sign in front of it.
pub(super) fn clauses(text: &str) -> Vec<&str> {
    let ends = [": ", "; ", " because ", " - ", ", "];
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.char_indices() {
        let inside = text[from..at].matches('(').count() > text[from..at].matches(')').count();
        // A number belongs to what it is the number of.
        let counts = text[at..].starts_with(": ")
            && text[at + 2..].starts_with(|c: char| c.is_ascii_digit());
        if at > from && !inside && !counts && ends.iter().any(|end| text[at..].starts_with(end)) {
            parts.push(&text[from..at]);
            from = at;
        }
    }
    parts.push(&text[from..]);
    parts
}

fn split<'t>(text: &'t str, ends: &[&str]) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.char_indices() {
        if at < from {
            continue;
        }
        if let Some(end) = ends.iter().find(|end| text[at..].starts_with(**end)) {
            parts.push(text[from..at].trim());
            from = at + end.len();
        }
    }
    parts.push(text[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

fn is_cause(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c == '-' || c == '>' || c.is_whitespace());
    line.starts_with("Error: ")
        || line.starts_with("Caused by: ")
        || line.starts_with("caused by: ")
}

/// Of many heads, the first and the last are what failed and why; those between only wrap.
fn lift(heads: &[usize], root_first: bool, found: &mut [Piece]) {
    let [first, between @ .., last] = heads else {
        return;
    };
    for head in between {
        found[*head].score -= 40;
    }
    found[if root_first { *first } else { *last }].score += 10;
}
