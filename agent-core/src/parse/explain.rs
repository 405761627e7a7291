//! What each stage makes of a text, in words for people who ask why it was read so.

use std::fmt::Write as _;

use super::find::{Candidate, behind_reasoning, candidates};
use super::fit::{Fit, Score};
use super::{Options, ParseError, Parsed, parse_with, strict};
use crate::schema::ShapeRef;
use crate::schema::check::excerpt;

/// Says in words what each stage of [`parse_with`] makes of a text: the strict check, the reasoning that is
/// passed over, the candidates with their repairs of syntax, how each fits and which members of unions were
/// taken, and what came of it. For people; the wording is no promise.
///
/// ```
/// use agent_core::parse::{Options, explain};
/// use agent_core::schema::Schema;
/// let text = explain("Sure: [1, 2,]", Vec::<u8>::SHAPE, &Options::new());
/// assert!(text.contains("candidate 1: bytes 6 to 13"));
/// assert!(text.contains("trailing_comma"));
/// ```
#[must_use]
pub fn explain(text: &str, shape: ShapeRef, options: &Options) -> String {
    let mut out = format!("strict: {}\n", outcome(&strict(text, shape)));
    let body = behind_reasoning(text);
    let passed = text.len() - body.map_or(0, str::len);
    if passed > 0 {
        let end = if body.is_some() {
            ""
        } else {
            ", which has no end"
        };
        let _ = writeln!(out, "reasoning: {passed} bytes{end}");
    }
    match body.map_or(Ok(Vec::new()), candidates) {
        Ok(found) => {
            for (index, one) in found.iter().enumerate() {
                let _ = write!(out, "candidate {}: ", index + 1);
                candidate(one, shape, *options, &mut out);
            }
            if found.is_empty() {
                out += "no candidates: the text is read as a whole\n";
            }
        }
        Err(error) => {
            let _ = writeln!(out, "candidates: {error}");
        }
    }
    let _ = writeln!(
        out,
        "result: {}",
        outcome(&parse_with(text, shape, options))
    );
    out
}

fn outcome(result: &Result<Parsed, ParseError>) -> String {
    match result {
        Ok(parsed) => {
            let mut said = parsed.json.clone();
            for repair in &parsed.repairs {
                let (kind, place) = (name(repair.kind), &repair.pointer);
                let _ = write!(said, "\n  {kind} at `{place}`: {}", repair.note);
            }
            said
        }
        Err(error) => format!("refused ({}): {error}", error.kind()),
    }
}

/// A kind as it stands in a log.
fn name(kind: super::RepairKind) -> String {
    let json = serde_json::to_string(&kind).unwrap_or_default();
    json.trim_matches('"').to_owned()
}

fn candidate(one: &Candidate<'_>, shape: ShapeRef, options: Options, out: &mut String) {
    let marks = [
        (one.committed, "is JSON"),
        (one.fenced, "in a fence"),
        (one.cut.is_some(), "cut off"),
    ];
    let marks = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark);
    let marks: Vec<&str> = marks.collect();
    let (start, end, raw) = (one.start, one.end, excerpt(one.node.raw));
    let _ = writeln!(out, "bytes {start} to {end} ({}): {raw}", marks.join(", "));
    let mut fit = Fit::new(options, options.lossy, one.node.raw.len(), 0)
        .at_root(&one.node)
        .telling();
    let written = fit.write(&one.node, shape);
    let _ = writeln!(out, "  fit: {}", score(written.score));
    for choice in fit.choices() {
        let _ = writeln!(out, "  {choice}");
    }
    for repair in &written.repairs {
        let (kind, place) = (name(repair.kind), &repair.pointer);
        let _ = writeln!(out, "  {kind} at `{place}`: {}", repair.note);
    }
}

/// A score in words.
pub(super) fn score(score: Score) -> String {
    let Score {
        misfits,
        losses,
        price,
        matched,
    } = score;
    format!("{misfits} misfits, {losses} losses, price {price}, {matched} keys used")
}
