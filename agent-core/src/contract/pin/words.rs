//! A difference in words: what our side says, what the other says, and where.

use super::super::const_text::Text;
use super::bare::{Bare, Range, same_end};
use super::difference::{DEPTH, Difference, What};
use super::{PinEnd, PinKind, PinLength, PinNode, PinRange};
use crate::schema::{Content, Kind, Tagging, Variant};

/// What is compared: the arguments of a tool or its output.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Arguments,
    Output,
}

/// Most names that a side lists.
const NAMES: usize = 12;

/// "parameter `limit` may be at most 100; schemas/search.json:1:80 says at most 50".
pub(super) const fn describe(text: &mut Text, part: Part, found: &Difference, file: &str) {
    subject(text, part, found);
    ours(text, found);
    text.add_all(&["; ", file, ":", found.at]);
    theirs(text, found);
}

/// "parameter `address.zip`", "the arguments", "`id` of the output".
const fn subject(text: &mut Text, part: Part, found: &Difference) {
    match (part, found.depth) {
        (Part::Arguments, 0) => text.add_all(&["it"]),
        (Part::Output, 0) => text.add_all(&["the output"]),
        (Part::Arguments, _) => {
            text.add_all(&["parameter `"]);
            path(text, &found.path, found.depth);
            text.add_all(&["`"]);
        }
        (Part::Output, _) => {
            text.add_all(&["`"]);
            path(text, &found.path, found.depth);
            text.add_all(&["` of the output"]);
        }
    }
}

const fn path(text: &mut Text, path: &[&str; DEPTH], depth: usize) {
    let mut at = 0;
    while at < depth {
        let is_index = matches!(path[at].as_bytes(), [b'[', ..]);
        if at > 0 && !is_index {
            text.add_all(&["."]);
        }
        text.add_all(&[path[at]]);
        at += 1;
    }
}

const fn ours(text: &mut Text, found: &Difference) {
    match &found.what {
        What::Kind { ours, .. } => shape(text, ours),
        What::Content(_) => text.add_all(&[" holds something else"]),
        What::Missing(name) if found.depth == 0 => {
            text.add_all(&[" has no parameter `", name, "`"]);
        }
        What::Missing(name) => text.add_all(&[" has no `", name, "`"]),
        What::Extra(name) if found.depth == 0 => text.add_all(&[" has a parameter `", name, "`"]),
        What::Extra(name) => text.add_all(&[" has `", name, "`"]),
        What::Required { ours: true } => text.add_all(&[" must be there"]),
        What::Required { ours: false } => text.add_all(&[" may be missing"]),
        What::Range { ours, theirs } => {
            text.add_all(&[" may be "]);
            ends(text, ours, differing(ours, theirs));
        }
        What::Length { ours, of, .. } => {
            text.add_all(&[" may have "]);
            lengths(text, ours.ends, of);
        }
        What::Pattern { ours, .. } if ours.is_empty() => text.add_all(&[" has no pattern"]),
        What::Pattern { ours, .. } => text.add_all(&[" has the pattern `", ours, "`"]),
        What::Format { ours, .. } if ours.is_empty() => text.add_all(&[" has no format"]),
        What::Format { ours, .. } => text.add_all(&[" has the format `", ours, "`"]),
        What::Unique { ours: true } => text.add_all(&[" holds no item twice"]),
        What::Unique { ours: false } => text.add_all(&[" may hold an item twice"]),
        What::Free { ours: true } => text.add_all(&[" has values under free keys"]),
        What::Free { ours: false } => text.add_all(&[" has no other keys"]),
        What::Keys => text.add_all(&[" has other keys"]),
        What::Variant(name) if name.is_empty() => text.add_all(&[" has no variant like it"]),
        What::Variant(name) => text.add_all(&[" has a variant `", name, "`"]),
        What::Order { ours, theirs } => {
            text.add_all(&[" has `", ours, "` in the place of `", theirs, "`"]);
        }
        What::Unseen(why) => text.add_all(&[" cannot be compared: ", why]),
    }
}

const fn theirs(text: &mut Text, found: &Difference) {
    match &found.what {
        What::Kind { theirs, .. } | What::Content(theirs) => {
            text.add_all(&[" says "]);
            pin(text, theirs);
        }
        What::Missing(_) => text.add_all(&[" has it"]),
        What::Extra(_) => text.add_all(&[" has not"]),
        What::Required { ours: true } => text.add_all(&[" says that it may be missing"]),
        What::Required { ours: false } => text.add_all(&[" requires it"]),
        What::Range { ours, theirs } => {
            text.add_all(&[" says "]);
            let stated = Range {
                low: theirs.low,
                high: theirs.high,
                ..*ours
            };
            ends(text, &stated, differing(ours, theirs));
        }
        What::Length { theirs, of, .. } => {
            text.add_all(&[" says "]);
            lengths(text, *theirs, of);
        }
        What::Pattern { theirs, .. } if theirs.is_empty() => text.add_all(&[" says none"]),
        What::Pattern { theirs, .. } | What::Format { theirs, .. } if !theirs.is_empty() => {
            text.add_all(&[" says `", theirs, "`"]);
        }
        What::Pattern { .. } | What::Format { .. } => text.add_all(&[" says none"]),
        What::Unique { ours: true } => text.add_all(&[" allows that"]),
        What::Unique { ours: false } => text.add_all(&[" says `uniqueItems`"]),
        What::Free { ours: true } => text.add_all(&[" says something else of them"]),
        What::Free { ours: false } => text.add_all(&[" allows them"]),
        What::Keys => text.add_all(&[" says something else in `propertyNames`"]),
        What::Variant(name) if name.is_empty() => text.add_all(&[" has one more alternative"]),
        What::Variant(_) => text.add_all(&[" has no alternative like it"]),
        What::Order { .. } => text.add_all(&[" has another order"]),
        What::Unseen(_) => text.add_all(&[" states a schema"]),
    }
}

/// Which ends are worth telling: (low, high).
const fn differing(ours: &Range, theirs: &PinRange) -> (bool, bool) {
    (
        !same(ours.low, theirs.low, ours.low_stated),
        !same(ours.high, theirs.high, ours.high_stated),
    )
}

const fn same(ours: Option<PinEnd>, theirs: Option<PinEnd>, stated: bool) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => same_end(&ours, &theirs),
        (Some(_), None) => !stated,
        (None, Some(_)) => false,
        (None, None) => true,
    }
}

const fn ends(text: &mut Text, range: &Range, (low, high): (bool, bool)) {
    if low {
        match range.low {
            Some(end) => {
                text.add_all(&[if end.open { "above " } else { "at least " }]);
                text.add_limit(end.limit);
            }
            None => text.add_all(&["any number below"]),
        }
    }
    if low && high {
        text.add_all(&[" and "]);
    }
    if high {
        match range.high {
            Some(end) => {
                text.add_all(&[if end.open { "below " } else { "at most " }]);
                text.add_limit(end.limit);
            }
            None => text.add_all(&["any number above"]),
        }
    }
}

const fn lengths(text: &mut Text, length: PinLength, of: &str) {
    match (length.min, length.max) {
        (0, usize::MAX) => text.add_all(&["any number of ", of]),
        (min, usize::MAX) => count(text, "at least ", min, of),
        (0, max) => count(text, "at most ", max, of),
        (min, max) if min == max => count(text, "exactly ", min, of),
        (min, max) => {
            text.add_number(min as i128);
            count(text, " to ", max, of);
        }
    }
}

/// "at least 1 item", "exactly 5 characters".
const fn count(text: &mut Text, how: &str, count: usize, of: &str) {
    text.add_all(&[how]);
    text.add_number(count as i128);
    let of = if count == 1 {
        of.split_at(of.len() - 1).0
    } else {
        of
    };
    text.add_all(&[" ", of]);
}

/// " is a list", " may be `low`, `high`".
const fn shape(text: &mut Text, core: &Bare) {
    match &core.shape.get().kind {
        Kind::Enum {
            tagging: Tagging::External,
            variants,
        } if names_only(variants) => {
            text.add_all(&[" may be "]);
            let mut at = 0;
            while at < variants.len() && at < NAMES {
                text.add_all(&[if at == 0 { "`" } else { ", `" }, variants[at].name, "`"]);
                at += 1;
            }
            if variants.len() > NAMES {
                text.add_all(&[", …"]);
            }
        }
        other => text.add_all(&[" is ", kind(other)]),
    }
    if core.null {
        text.add_all(&[" or `null`"]);
    }
}

const fn names_only(variants: &[Variant]) -> bool {
    let mut at = 0;
    while at < variants.len() {
        if !matches!(variants[at].content, Content::Unit) {
            return false;
        }
        at += 1;
    }
    true
}

const fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Any | Kind::Foreign(_) | Kind::Lazy(_) | Kind::Late(_) => "any value",
        Kind::Unit => "`null`",
        Kind::Bool => "a boolean",
        Kind::Integer { .. } => "an integer",
        Kind::Number => "a number",
        Kind::String { .. } => "a text",
        Kind::List { .. } => "a list",
        Kind::Tuple(_) => "a list of fixed length",
        Kind::Map { .. } => "a map",
        Kind::Struct(_) => "an object",
        Kind::Enum { .. } => "one of several forms",
        Kind::Literals(_) => "one of several constants",
        Kind::Newtype { inner, .. } | Kind::Option(inner) | Kind::Streamed { inner, .. } => {
            self::kind(&inner.get().kind)
        }
    }
}

const fn pin(text: &mut Text, node: &PinNode) {
    let what = match &node.kind {
        PinKind::Names(names) => {
            let mut at = 0;
            while at < names.len() && at < NAMES {
                text.add_all(&[if at == 0 { "`" } else { ", `" }, names[at], "`"]);
                at += 1;
            }
            if names.len() > NAMES { ", …" } else { "" }
        }
        PinKind::Any | PinKind::Opaque => "any value",
        PinKind::Null => "`null`",
        PinKind::Bool => "a boolean",
        PinKind::Integer(_) => "an integer",
        PinKind::Number(_) => "a number",
        PinKind::Text { .. } => "a text",
        PinKind::List { .. } => "a list",
        PinKind::Tuple(_) => "a list of fixed length",
        PinKind::Object(_) => "an object",
        PinKind::Union(_) => "one of several forms",
        PinKind::Again(_) => "a circle",
    };
    text.add_all(&[what]);
    if node.null {
        text.add_all(&[" or `null`"]);
    }
}
