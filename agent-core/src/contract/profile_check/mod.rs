//! Does a tool fit what its reader accepts? Asked by the compiler, over constants.
//!
//! Owns the walks over a shape and the words of their messages. Every function between a `const _` and the
//! `panic!` is `#[track_caller]`, which keeps our source out of the message.

mod impossible;
mod recursion;
mod refusal;
mod sums;
mod text;
mod walk;

pub use refusal::{Refusal, Why};
pub use sums::check_counts;

use crate::schema::{Counts, Field, Kind, Profile, ShapeRef};
use impossible::{Impossible, impossible};
use refusal::Refusals;
use text::Text;
use walk::Walk;

/// The first value below these arguments that the profile refuses.
///
/// ```
/// use agent_core::contract::{Why, refusal};
/// use agent_core::schema::{MCP, PORTABLE};
/// use agent_core::tool::Tool;
///
/// /// Ship it.
/// #[agent_core::tool]
/// fn ship(labels: std::collections::BTreeMap<String, String>) {
///     drop(labels);
/// }
///
/// let arguments = Ship::CONTRACT.arguments;
/// assert_eq!(refusal(arguments, &PORTABLE).map(|found| found.why), Some(Why::Map));
/// assert!(refusal(arguments, &MCP).is_none());
/// ```
#[must_use]
pub const fn refusal(arguments: ShapeRef, profile: &Profile) -> Option<Refusal> {
    let mut walk = Walk::new(profile);
    walk.arguments(arguments);
    walk.refusals.list[0]
}

/// What one step adds to a request, as the profile renders it.
#[must_use]
pub const fn counts(arguments: ShapeRef, profile: &Profile) -> Counts {
    let mut walk = Walk::new(profile);
    walk.arguments(arguments);
    Counts {
        tools: 1,
        ..walk.counts
    }
}

/// Stops the build at a parameter that no model can fill in.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_parameter(tool: &str, parameter: &Field) {
    if let Some(found) = impossible(parameter) {
        let mut text = Text::new();
        text.add("parameter `").add(parameter.name);
        text.add("` of tool `").add(tool).add("` ");
        say_impossible(&mut text, found);
        text.stop();
    }
}

/// Stops the build at a tool that the profile refuses. What [`check_parameter`] says is not said again.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_tool(tool: &str, arguments: ShapeRef, profile: &Profile) {
    if !is_possible(arguments) {
        return;
    }
    let mut walk = Walk::new(profile);
    walk.arguments(arguments);
    if let Some(found) = walk.refusals.list[0] {
        let mut text = Text::new();
        text.add("tool `").add(tool).add("`, parameter `");
        say(&mut text, &found, &walk.refusals, profile);
        text.stop();
    }
}

/// Stops the build at a restated parameter that the profile refuses.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_restated(tool: &str, arguments: ShapeRef, name: &str, profile: &Profile) {
    // A field that no parameter is named like is an error of its own.
    if let Some(field) = find(arguments, name)
        && impossible(field).is_none()
    {
        check_value(["tool `", tool, "`, parameter `"], field, profile);
    }
}

/// Stops the build at a field of a step that no model can fill in, or that the profile refuses.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_field(step: &str, arguments: ShapeRef, name: &str, profile: &Profile) {
    let Some(field) = find(arguments, name) else {
        return;
    };
    if let Some(found) = impossible(field) {
        let mut text = Text::new();
        text.add("field `").add(name);
        text.add("` of step `").add(step).add("` ");
        say_impossible(&mut text, found);
        text.stop();
    }
    check_value(["step `", step, "`, field `"], field, profile);
}

#[track_caller]
const fn check_value(owner: [&str; 3], field: &Field, profile: &Profile) {
    let mut walk = Walk::new(profile);
    walk.field(field, false);
    if let Some(found) = walk.refusals.list[0] {
        let mut text = Text::new();
        text.add(owner[0]).add(owner[1]).add(owner[2]);
        say(&mut text, &found, &walk.refusals, profile);
        text.stop();
    }
}

const fn is_possible(arguments: ShapeRef) -> bool {
    let Kind::Struct(fields) = &arguments.get().kind else {
        return true;
    };
    let mut at = 0;
    while at < fields.list.len() {
        if impossible(&fields.list[at]).is_some() {
            return false;
        }
        at += 1;
    }
    true
}

const fn find(arguments: ShapeRef, name: &str) -> Option<&'static Field> {
    let Kind::Struct(fields) = &arguments.get().kind else {
        return None;
    };
    let mut at = 0;
    while at < fields.list.len() {
        if same_text(fields.list[at].name, name) {
            return Some(&fields.list[at]);
        }
        at += 1;
    }
    None
}

const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

const fn say(text: &mut Text, found: &Refusal, all: &Refusals, profile: &Profile) {
    found.path.write(text);
    text.add("` ");
    found.why.write(text, profile);
    text.add("\nnote: ").add(found.why.fix());
    found.why.others(text);
    if !found.place.is_empty() {
        text.add("; declared at ").add(found.place);
    }
    say_more(text, all);
}

/// The places of what else is refused.
const fn say_more(text: &mut Text, all: &Refusals) {
    let mut at = 1;
    while at < all.len && at < all.list.len() {
        if let Some(more) = &all.list[at] {
            text.add(if at == 1 {
                "\nnote: also refused: `"
            } else {
                ", `"
            });
            more.path.write(text);
            text.add("`");
        }
        at += 1;
    }
    if all.len > all.list.len() {
        text.add(" and ")
            .number(all.len - all.list.len())
            .add(" more");
    }
}

const fn say_impossible(text: &mut Text, found: Impossible) {
    match found {
        Impossible::Endless(name) => text
            .add("must have a value that ends: each `")
            .add(name)
            .add("` holds another\nnote: use `Option`, `Vec` or a variant without it where `")
            .add(name)
            .add("` may end"),
        Impossible::Empty(name) => text
            .add("must have a value: enum `")
            .add(name)
            .add("` has no variants\nnote: add a variant, or take the value away"),
        Impossible::Keys => text.add(
            "must have keys that are text, numbers or plain enums: JSON has no others\nnote: use a list of keys and values, `Vec<(K, V)>`",
        ),
    };
}
