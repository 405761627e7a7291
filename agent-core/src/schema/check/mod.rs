//! Does a JSON text fit a [`Shape`](super::Shape)? One pass, without generics, by data alone.
//!
//! Owns the rule: **what the schema allows decodes with serde afterwards; the rest is refused
//! here**, with the place and the nearest valid name. Where serde would refuse what the schema
//! allows (an integer written `1.0` or `1e2`), the text is rewritten. Never changes what a value
//! means, and knows nothing of tools, models or repairs.
//!
//! A success allocates nothing, except where keys must be remembered: maps, sets, `flatten`,
//! adjacently tagged enums and escaped keys. Work is linear in the text, times the nesting of
//! tagged enums; a shape of untagged enums that would make it explode is refused by a limit.

#![expect(
    clippy::unnecessary_box_returns,
    reason = "a failure is rare and large: boxed, it keeps the results of the walk in a register"
)]

mod bounds;
mod describe;
mod format;
mod lists;
mod members;
mod mismatch;
mod nearest;
mod number;
mod object;
mod scan;
mod value;
mod variants;

#[cfg(test)]
pub(crate) mod random;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub(crate) use bounds::{Measure, holds};
pub use mismatch::Mismatch;
pub(crate) use mismatch::excerpt;
pub(crate) use nearest::nearest;
pub(crate) use number::{Whole, whole};
pub(crate) use scan::{Fault, Scan, plain_run};

use super::{Bound, ShapeRef};
use value::Checker;

/// Where a value stands in the text, in bytes; empty if the key is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What to do with keys that the shape does not declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// Refuse them at every level, as for tool arguments.
    Refuse,
    /// Refuse them only in objects whose type denies them.
    AsDeclared,
}

/// Checks `text` against `shape` and returns the text that serde accepts: the same one, unless an
/// integer was written as `1.0` or `1e2`, or a key or variant by an alias, in whose place comes its name.
///
/// # Errors
/// The first [`Mismatch`]: what JSON or the shape does not allow, and where.
///
/// ```
/// use agent_core::schema::{Kind, Shape, ShapeRef, check::{Extra, check}};
/// static COUNT: Shape =
///     Shape { name: "", doc: "", text_hash: 0, kind: Kind::Integer { min: 0, max: 255 } };
///
/// assert_eq!(check("7", ShapeRef::new(&COUNT), Extra::Refuse).unwrap(), "7");
/// assert_eq!(check("1e2", ShapeRef::new(&COUNT), Extra::Refuse).unwrap(), "100");
/// let refused = check("300", ShapeRef::new(&COUNT), Extra::Refuse).unwrap_err();
/// assert_eq!(refused.to_string(), "expected an integer from 0 to 255, got `300`");
/// ```
pub fn check(text: &str, shape: ShapeRef, extra: Extra) -> Result<Cow<'_, str>, Mismatch> {
    check_spans(text, shape, extra, &mut [])
}

/// As [`check`], and notes where the value of each top-level field stands in the text returned,
/// in declaration order. Fields beyond `spans` and flattened ones are not noted.
pub(crate) fn check_spans<'a>(
    text: &'a str,
    shape: ShapeRef,
    extra: Extra,
    spans: &mut [Span],
) -> Result<Cow<'a, str>, Mismatch> {
    let patches = run(text, shape, extra, spans).map_err(|fault| *fault)?;
    if patches.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    let text = rewrite(text, &patches);
    spans.fill(Span::default());
    run(&text, shape, extra, spans).map_err(|fault| *fault)?;
    Ok(Cow::Owned(text))
}

/// Where the secrets stand in the text, from byte to byte, in its order.
pub(crate) fn secret_spans(text: &str, shape: ShapeRef) -> Result<Vec<(usize, usize)>, Mismatch> {
    let mut checker = Checker::new(text, false);
    checker.marks_secrets = true;
    let patches = checked(checker, shape, &mut []).map_err(|fault| *fault)?;
    let marks = patches.iter().filter(|patch| patch.text.is_empty());
    Ok(marks
        .map(|patch| (patch.span.start, patch.span.end))
        .collect())
}

/// True if `text` is a value of `shape` within `bounds`, without keys that the shape does not declare.
pub(crate) fn fits(text: &str, shape: ShapeRef, bounds: &'static [Bound]) -> bool {
    let mut checker = Checker::new(text, true);
    checker.value(shape.get(), bounds).is_ok() && checker.scan.end().is_ok()
}

fn run(
    text: &str,
    shape: ShapeRef,
    extra: Extra,
    spans: &mut [Span],
) -> Result<Vec<Patch>, scan::Fault> {
    checked(Checker::new(text, extra == Extra::Refuse), shape, spans)
}

fn checked(
    mut checker: Checker<'_>,
    shape: ShapeRef,
    spans: &mut [Span],
) -> Result<Vec<Patch>, scan::Fault> {
    checker.root(shape.get(), spans)?;
    checker.scan.end()?;
    // A tag is looked up before what stands before it.
    checker.patches.sort_by_key(|patch| patch.span.start);
    Ok(checker.patches)
}

/// A piece of text that serde needs in other words; without words it marks a secret.
#[derive(Debug)]
pub(crate) struct Patch {
    span: Span,
    text: String,
}

/// Replaces the patched pieces; patches are in the order of the text.
fn rewrite(text: &str, patches: &[Patch]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for patch in patches {
        out.push_str(text.get(from..patch.span.start).unwrap_or_default());
        out.push_str(&patch.text);
        from = patch.span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}
