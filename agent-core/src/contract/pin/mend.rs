//! How to mend a difference between a tool and the schema that it is pinned to.

use super::super::const_text::Text;
use super::bare::Bare;
use super::difference::{Difference, What};
use super::{PinEnd, PinKind, PinLength, PinNode};
use crate::schema::Kind;

/// How to mend it; starts on a line of its own. A field below the parameter stands elsewhere.
pub(super) const fn mend(text: &mut Text, found: &Difference) {
    text.add_all(&["\nnote: "]);
    way_out(text, found);
    let about_names = matches!(found.what, What::Missing(_) | What::Extra(_));
    if found.depth > 1 && !about_names && !found.place.is_empty() {
        text.add_all(&["; the field stands at ", found.place]);
    }
}

const fn way_out(text: &mut Text, found: &Difference) {
    match &found.what {
        What::Kind { ours, theirs } if ours.null && !theirs.null => {
            text.add_all(&["remove the `Option`, or allow `null` in the file"]);
        }
        What::Kind { ours, theirs } if theirs.null && !ours.null => {
            text.add_all(&["write an `Option`, or remove `null` from the file"]);
        }
        What::Kind { ours, theirs } if same_kind(ours, theirs) => {
            text.add_all(&["change the variants, or the file"]);
        }
        What::Kind { theirs, .. } | What::Content(theirs) => {
            text.add_all(&["take ", taken(&theirs.kind), ", or change the file"]);
        }
        What::Keys | What::Variant(_) | What::Order { .. } => {
            text.add_all(&["change the type, or the file"]);
        }
        What::Missing(name) => text.add_all(&["add `", name, "`, or remove it from the file"]),
        What::Extra(name) => text.add_all(&["remove `", name, "`, or add it to the file"]),
        What::Required { ours: true } => text.add_all(&[
            "write an `Option`, say `#[schema(default)]`, or list it in the file's `required`",
        ]),
        What::Required { ours: false } => text.add_all(&[
            "make it neither an `Option` nor a default, or remove it from the file's `required`",
        ]),
        What::Range { theirs, .. } if theirs.low.is_none() && theirs.high.is_none() => {
            text.add_all(&["remove `range`, or state the limits in the file"]);
        }
        What::Range { theirs, .. } => {
            text.add_all(&["write `#[schema(range("]);
            interval(text, theirs.low, theirs.high);
            text.add_all(&["))]`, or change the file"]);
        }
        What::Length { theirs, .. } => length_note(text, *theirs),
        What::Pattern { theirs, .. } if theirs.is_empty() => {
            text.add_all(&["remove `pattern`, or state it in the file"]);
        }
        What::Pattern { theirs, .. } => {
            text.add_all(&[
                "write `#[schema(pattern = r#\"",
                theirs,
                "\"#)]`, or change the file",
            ]);
        }
        What::Format { theirs, .. } if theirs.is_empty() => {
            text.add_all(&["remove `format`, or state it in the file"]);
        }
        What::Format { theirs, .. } => {
            text.add_all(&[
                "write `#[schema(format = \"",
                theirs,
                "\")]`, or change the file",
            ]);
        }
        What::Unique { ours: true } => {
            text.add_all(&["take a `Vec`, or say `\"uniqueItems\":true` in the file"]);
        }
        What::Unique { ours: false } => {
            text.add_all(&["take a `BTreeSet`, or remove `uniqueItems` from the file"]);
        }
        What::Free { ours: true } => {
            text.add_all(&["describe the values in the file's `additionalProperties`"]);
        }
        What::Free { ours: false } => {
            text.add_all(&["say `\"additionalProperties\":false` in the file"]);
        }
        What::Unseen(_) => {
            text.add_all(&[
                "derive `agent_core::Schema` for a type of your own, or do without `schema`",
            ]);
        }
    }
}

const fn length_note(text: &mut Text, theirs: PinLength) {
    if theirs.min == 0 && theirs.max == usize::MAX {
        return text.add_all(&["remove `length`, or state it in the file"]);
    }
    text.add_all(&["write `#[schema(length("]);
    if theirs.min > 0 {
        text.add_number(theirs.min as i128);
    }
    text.add_all(&[".."]);
    if theirs.max < usize::MAX {
        text.add_all(&["="]);
        text.add_number(theirs.max as i128);
    }
    text.add_all(&["))]`, or change the file"]);
}

/// `1..=50`, `above = 0, max = 1`.
const fn interval(text: &mut Text, low: Option<PinEnd>, high: Option<PinEnd>) {
    if let Some(PinEnd { open: true, limit }) = low {
        text.add_all(&["above = "]);
        text.add_limit(limit);
        if let Some(end) = high {
            text.add_all(&[if end.open { ", below = " } else { ", max = " }]);
            text.add_limit(end.limit);
        }
        return;
    }
    if let Some(end) = low {
        text.add_limit(end.limit);
    }
    text.add_all(&[".."]);
    if let Some(end) = high {
        if !end.open {
            text.add_all(&["="]);
        }
        text.add_limit(end.limit);
    }
}

/// Whether both are a choice of texts, and differ in the texts alone.
const fn same_kind(ours: &Bare, theirs: &PinNode) -> bool {
    matches!(
        (&ours.shape.get().kind, &theirs.kind),
        (Kind::Enum { .. }, PinKind::Names(_) | PinKind::Union(_))
    )
}

/// What such a schema is in Rust.
const fn taken(kind: &PinKind) -> &'static str {
    match kind {
        PinKind::Null => "a `()`",
        PinKind::Bool => "a `bool`",
        PinKind::Integer(_) => "an integer, for example a `u32`",
        PinKind::Number(_) => "an `f64`",
        PinKind::Text { .. } => "a `String`",
        PinKind::Names(_) => "an enum with these variants",
        PinKind::List { .. } => "a `Vec`",
        PinKind::Tuple(_) => "a tuple",
        PinKind::Object(_) => "a struct with these fields",
        PinKind::Union(_) => "an enum with these forms",
        PinKind::Any | PinKind::Again(_) | PinKind::Opaque => "a `serde_json::Value`",
    }
}
