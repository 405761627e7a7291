//! Where in a model's text the JSON stands.
//!
//! Knows nothing of shapes. Reasoning before the answer is passed over. Then every `{` and `[`
//! outside other JSON begins a candidate, unless what follows is prose. JSON that is broken spoils
//! the whole text, because what stands before or inside it may be a part of what was meant.
//!
//! Linear: prose with brackets is read again from the next bracket, paid for from a stock that is
//! a multiple of the text's length.

use super::error::ParseError;
use super::reader::{Reader, Stop};
use super::steps;
use super::tree::{Node, Value};
use crate::schema::check::{Mismatch, excerpt};

/// An object or list in the text.
#[derive(Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) node: Node<'a>,
    /// It has keys or quotes: it is meant as JSON and is not a remark in brackets.
    pub(crate) committed: bool,
    /// The text ends before it does.
    pub(crate) cut: Option<Cut>,
    /// A Markdown fence stands before it.
    pub(crate) fenced: bool,
}

/// What is known about an end that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Only brackets are missing.
    Brackets,
    /// A text, a key or a value is broken off too.
    Data,
}

/// All objects and lists of the text, in order; those inside others are not listed.
pub(crate) fn candidates(text: &str) -> Result<Vec<Candidate<'_>>, ParseError> {
    let mut found: Vec<Candidate<'_>> = Vec::new();
    let last_close = text.rfind(['}', ']']).map_or(0, |at| at + 1);
    let mut fuel = text.len().saturating_mul(16).saturating_add(1 << 16);
    let mut from = 0;
    while let Some(start) = opening(text, from) {
        steps::count(start - from);
        let mut reader = Reader::new(text, start, last_close, fuel);
        let read = reader.read();
        fuel = reader.fuel();
        match read {
            Ok(node) => {
                from = if reader.cut { text.len() } else { reader.pos };
                if reader.committed && reader.goes_on_after_end() {
                    return Err(ParseError::Syntax(Mismatch {
                        pointer: String::new(),
                        expected: "the end of the JSON".to_owned(),
                        got: excerpt(text.get(from..).unwrap_or_default().trim()),
                        nearest: None,
                        offset: from,
                    }));
                }
                found.push(Candidate {
                    start,
                    end: from,
                    committed: reader.committed,
                    cut: reader.cut.then(|| cut(&node, reader.lost)),
                    fenced: without_fence(text.get(..start).unwrap_or_default().trim_end())
                        .is_some(),
                    node,
                });
            }
            Err(Stop::Broken(mismatch)) => return Err(ParseError::Syntax(*mismatch)),
            Err(Stop::Tangled) => return Err(ParseError::TooTangled),
            Err(Stop::Prose) => {
                from = start + 1;
                let read = reader.pos.saturating_sub(start) + 1;
                fuel = fuel.checked_sub(read).ok_or(ParseError::TooTangled)?;
            }
        }
    }
    commit_neighbours(text, &mut found);
    if let [only] = &mut *found {
        only.committed |= only.node.raw.len() == text.trim().len();
    }
    Ok(found)
}

fn opening(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    memchr::memchr2(b'{', b'[', rest).map(|at| from + at)
}

fn cut(node: &Node<'_>, lost: bool) -> Cut {
    let mut data = lost;
    node.visit(&mut |node| data |= node.open && matches!(node.value, Value::Text(_)));
    if data { Cut::Data } else { Cut::Brackets }
}

/// What stands side by side with JSON is JSON too: `{"a": 1}, [1, 2]`.
fn commit_neighbours(text: &str, found: &mut [Candidate<'_>]) {
    let side_by_side = |from, to| {
        let between: &str = text.get(from..to).unwrap_or_default();
        between.chars().all(|c| c.is_whitespace() || c == ',')
    };
    for next in 1..found.len() {
        let committed = found[next - 1].committed;
        found[next].committed |= committed && side_by_side(found[next - 1].end, found[next].start);
    }
    for next in (1..found.len()).rev() {
        let committed = found[next].committed;
        found[next - 1].committed |=
            committed && side_by_side(found[next - 1].end, found[next].start);
    }
}

/// Longest line that opens a fence.
const FENCE: usize = 64;

/// What stands before the opening fence that the text ends with.
pub(crate) fn without_fence(before: &str) -> Option<&str> {
    let far = before.len().saturating_sub(FENCE);
    let near = (far..=before.len()).find(|at| before.is_char_boundary(*at))?;
    let at = near + before.get(near..)?.rfind("```")?;
    let label = before.get(at..)?.trim_start_matches('`');
    let plain = label
        .chars()
        .all(|c| c.is_alphanumeric() || " _-+.".contains(c));
    plain.then(|| {
        before
            .get(..at)
            .unwrap_or_default()
            .trim_end_matches('`')
            .trim_end()
    })
}

/// The insides of the fenced blocks of a text.
pub(crate) fn blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("```") {
        let Some((block, next)) = after.split_once("```") else {
            break;
        };
        let inside = block.split_once('\n').map_or(block, |(_, inside)| inside);
        found.push(inside.trim());
        rest = next;
    }
    found
}

/// The tags between which models reason.
pub(super) const REASONING: [&str; 7] = [
    "think",
    "thinking",
    "thought",
    "reasoning",
    "reflection",
    "analysis",
    "scratchpad",
];

/// The text behind the reasoning that it begins with; nothing if the reasoning has no end.
pub(crate) fn behind_reasoning(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let begins = rest.trim_start();
        let Some((tag, inside)) = REASONING
            .iter()
            .find_map(|tag| Some((tag, opened(begins, tag)?)))
        else {
            return Some(behind_end(rest));
        };
        rest = behind_closing(inside, tag)?;
    }
}

/// The text behind `<tag>`.
fn opened<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    let (name, inside) = text.strip_prefix('<')?.split_at_checked(tag.len())?;
    inside
        .strip_prefix('>')
        .filter(|_| name.eq_ignore_ascii_case(tag))
}

/// The text behind the first `</tag>`.
fn behind_closing<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    let ends = text.match_indices("</").map(|(at, _)| at + 1);
    let mut behind = ends.filter_map(|at| {
        let (_, name) = text.get(at..)?.split_at_checked(1)?;
        let (name, rest) = name.split_at_checked(tag.len())?;
        rest.strip_prefix('>')
            .filter(|_| name.eq_ignore_ascii_case(tag))
    });
    behind.next()
}

/// The text behind an end of reasoning whose beginning the server has taken away.
fn behind_end(text: &str) -> &str {
    let starts = text.trim_start().starts_with(['{', '[']);
    if starts || memchr::memmem::find(text.as_bytes(), b"</").is_none() {
        return text;
    }
    let mut behind = REASONING.iter().filter_map(|tag| behind_closing(text, tag));
    behind.next().unwrap_or(text)
}
