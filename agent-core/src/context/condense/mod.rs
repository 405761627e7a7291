//! What matters of an error, in few tokens: logs, stack traces and bodies shrunk to what a model can act upon.
//!
//! Owns rules about the structure of such texts (a trace's frames, a body's keys, a log line's head), and no list of
//! known errors. Adds no word of its own: what it gives stands in the raw text. Knows nothing of calls and threads.

mod body;
mod clean;
mod cost;
mod frames;
mod keys;
mod lines;
mod logfmt;
mod markup;
mod pattern;
mod pick;
mod rank;

use std::borrow::Cow;

use super::{Estimate, TokenCounter};
use cost::Limit;

/// How much of a text is looked at, in bytes: as much from its start as from its end.
const HALF: usize = 16 * 1024;

/// Something that a text says, and how much it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    text: String,
    /// From 0, noise, to about 100, why it failed.
    score: i32,
    /// Where it stood, as bytes from the text's start.
    at: usize,
}

/// Shrinks an error's text to at most so many tokens that keep what matters: class, message, status, endpoint, the
/// names of fields and constraints, the value that was refused, when to try again. Stack frames, places in code, times,
/// addresses, markup and boilerplate go.
///
/// A text that fits is given back as it is; so is what this function gave. Takes time linear in the text, and looks at
/// no more than its first and last 16 KiB. Empty only for an empty text, if there is room for 4 tokens.
///
/// ```
/// use agent_core::context::{Estimate, condense};
/// let raw = "Traceback (most recent call last):\n  File \"/app/db.py\", line 14, in run\n    cursor.execute(query)\n\
///     psycopg2.errors.UndefinedColumn: column \"nmae\" does not exist\nHINT:  Perhaps you meant \"users.name\".\n";
/// assert_eq!(
///     condense(raw, 30, &Estimate),
///     "UndefinedColumn: column \"nmae\" does not exist; HINT: Perhaps you meant \"users.name\"."
/// );
/// ```
#[must_use]
pub fn condense(raw: &str, limit: u64, counter: &dyn TokenCounter) -> String {
    let limit = Limit::new(limit, counter);
    if raw.is_empty() || limit.holds(raw) {
        return raw.to_owned();
    }
    let short = pick::pick(&pieces(&ends(raw), 0), &limit);
    if short.is_empty() {
        limit.cut(raw.trim_start()).or_else(|| limit.cut(raw))
    } else {
        Some(short)
    }
    .unwrap_or_default()
}

/// Whether a text needs no shortening.
pub(crate) fn fits(text: &str, limit: u64) -> bool {
    Limit::new(limit, &Estimate).holds(text)
}

/// What a text says. `depth` counts the texts around it: bodies hold texts that hold bodies.
fn pieces(text: &str, depth: usize) -> Vec<Piece> {
    let text = clean::unescaped(text);
    let text = markup::stripped(&text);
    let mut found = Vec::new();
    let rest = body::take(&text, depth, &mut found);
    lines::read(&rest, depth, &mut found);
    found.sort_by_key(|piece| piece.at);
    found
}

/// The start and the end of a text that is too long to be read as a whole.
fn ends(raw: &str) -> Cow<'_, str> {
    if raw.len() <= 2 * HALF {
        return raw.into();
    }
    let first = first_bytes(raw, HALF);
    let last = &raw[first_bytes(raw, raw.len() - HALF).len()..];
    format!("{first}\n{last}").into()
}

/// The start of a text, of so many bytes or a few less.
fn first_bytes(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
