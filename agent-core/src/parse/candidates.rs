//! Where in a model's text the JSON stands.
//!
//! Reasoning first and JSON after it is the normal case; models also draft, quote and explain.
//! The order: **the last object or list that uses a name of the shape counts.** Text around it is
//! chatter. If any JSON in the text is cut off or broken, nothing in the text is used, because
//! what stands before or inside it may be a part of what was meant.

use super::error::{ParseError, head};
use super::reader::{Reader, Stop};
use super::repair::{Repair, RepairKind};
use super::tree::Node;

/// An object or list in the text.
pub(crate) struct Candidate<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) node: Node<'a>,
    pub(crate) repairs: Vec<Repair>,
}

/// All objects and lists of the text, in order; those inside others are not listed.
///
/// Linear: prose with brackets is read again from the next bracket, up to a limit.
pub(crate) fn candidates(text: &str) -> Result<Vec<Candidate<'_>>, ParseError> {
    let mut found = Vec::new();
    let mut fuel = text.len().saturating_mul(4).saturating_add(1 << 16);
    let mut from = 0;
    while let Some(start) = opening(text, from) {
        let mut reader = Reader::new(text, start);
        match reader.value() {
            Ok(node) => {
                from = reader.pos;
                found.push(Candidate {
                    start,
                    end: from,
                    node,
                    repairs: reader.repairs,
                });
            }
            Err(Stop::Cut) => return Err(ParseError::Truncated { offset: start }),
            Err(Stop::Broken(mismatch)) => return Err(ParseError::Syntax(mismatch)),
            Err(Stop::Prose) => {
                from = start + 1;
                let read = reader.pos - start + 1;
                fuel = fuel.checked_sub(read).ok_or(ParseError::TooTangled)?;
            }
        }
    }
    Ok(found)
}

fn opening(text: &str, from: usize) -> Option<usize> {
    text.get(from..)?.find(['{', '[']).map(|at| from + at)
}

/// The candidate that counts, with what was passed over added to its repairs: the last one that
/// `claims`, or the last of all.
pub(crate) fn choose(
    text: &str,
    claims: impl Fn(&Node<'_>) -> bool,
) -> Result<Candidate<'_>, ParseError> {
    let mut all = candidates(text)?;
    let claiming = all
        .iter()
        .filter(|candidate| claims(&candidate.node))
        .count();
    let last = all.iter().rposition(|candidate| claims(&candidate.node));
    let index = last.unwrap_or(all.len().saturating_sub(1));
    if index >= all.len() {
        return Err(ParseError::NoJson {
            text_head: head(text),
        });
    }
    let mut chosen = all.swap_remove(index);
    around(text, &mut chosen);
    if claiming > 1 {
        let note = format!("{} before it", claiming - 1);
        chosen
            .repairs
            .push(Repair::new(RepairKind::EarlierCandidate, "", note));
    }
    Ok(chosen)
}

/// Notes the text around a candidate.
fn around(text: &str, chosen: &mut Candidate<'_>) {
    let before = text.get(..chosen.start).unwrap_or_default().trim();
    let after = text.get(chosen.end..).unwrap_or_default().trim();
    let unfenced = without_fence(before);
    let rest = if unfenced.is_some() {
        after.trim_start_matches('`')
    } else {
        after
    };
    if unfenced.is_some() {
        chosen
            .repairs
            .push(Repair::new(RepairKind::Fence, "", "a Markdown fence"));
    }
    let chatter = unfenced.unwrap_or(before).len() + rest.trim().len();
    if chatter > 0 {
        let note = format!("{chatter} bytes around the JSON");
        chosen
            .repairs
            .push(Repair::new(RepairKind::Chatter, "", note));
    }
}

/// What stands before the opening fence that the text ends with.
fn without_fence(before: &str) -> Option<&str> {
    let label = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    label.strip_suffix("```").map(str::trim_end)
}
