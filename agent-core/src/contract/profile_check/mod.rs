//! Does a tool fit what its reader accepts? Asked by the compiler, over constants.
//!
//! Owns the walks over a shape and the words of their messages. Every function between a `const _` and the
//! `panic!` is `#[track_caller]`, which keeps our source out of the message.

mod fault;
mod impossible;
mod recursion;
mod refusal;
mod sums;
mod walk;

pub use fault::{ProfileFault, ProfileFaultKind, profile_fault};
pub use refusal::{Refusal, Why};
pub use sums::check_counts;

use super::const_text::Text;
use crate::schema::{Counts, Field, Profile, ShapeRef};
pub(crate) use impossible::{Impossible, impossible};
pub(crate) use refusal::Refusals;
use walk::{Reach, Walk};

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
    let mut walk = Walk::new(profile, Reach::COMPILER);
    walk.arguments(arguments);
    walk.refusals.list[0]
}

/// What one step adds to a request, as the profile renders it.
#[must_use]
pub const fn counts(arguments: ShapeRef, profile: &Profile) -> Counts {
    let mut walk = Walk::new(profile, Reach::COMPILER);
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
        text.fail();
    }
}

/// All that the profile refuses below these arguments.
pub(crate) const fn refusals(arguments: ShapeRef, profile: &Profile) -> Refusals {
    let mut walk = Walk::new(profile, Reach::COMPILER);
    walk.arguments(arguments);
    walk.refusals
}

/// All that the profile refuses of one field.
pub(crate) const fn field_refusals(field: &Field, profile: &Profile) -> Refusals {
    let mut walk = Walk::new(profile, Reach::COMPILER);
    walk.field(field, false);
    walk.refusals
}

/// "`to.zip` must not be a map, …", after the words that say whose it is.
pub(crate) const fn say(text: &mut Text, found: &Refusal, all: &Refusals, profile: &Profile) {
    found.path.write(text);
    text.add("` ");
    found.why.write(text, profile);
    text.add("\nnote: ").add(found.why.fix());
    found.why.others(text);
    if !found.place.is_empty() {
        text.add("; declared at ").add(found.place);
    }
    say_more(text, found, all);
}

/// The places of what else is refused.
const fn say_more(text: &mut Text, found: &Refusal, all: &Refusals) {
    let (mut at, mut said) = (0, 1);
    while at < all.list.len() {
        if let Some(more) = &all.list[at]
            && !more.path.is(&found.path)
        {
            text.add(if said == 1 {
                "\nnote: also refused: `"
            } else {
                ", `"
            });
            more.path.write(text);
            text.add("`");
            said += 1;
        }
        at += 1;
    }
    if all.len > all.list.len() {
        text.add(" and ")
            .number(all.len - all.list.len())
            .add(" more");
    }
}

/// "must have a value …", after the words that say what.
pub(crate) const fn say_impossible(text: &mut Text, found: Impossible) {
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
