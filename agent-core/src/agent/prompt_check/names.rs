//! Is there a tool of the name that the template's text gives?

use super::words::Words;
use crate::agent::StepSpec;
use crate::contract::const_text::same;
use crate::schema::{Kind, ShapeRef};

/// Stops the build if the text names a tool that the agent does not offer.
///
/// A `guess` only looks like a slip of a tool's name: it may be a parameter or field too.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_tool_named(steps: &[StepSpec], place: &str, name: &str, guess: bool) {
    let mut at = 0;
    while at < steps.len() {
        let step = &steps[at];
        if step.is_offered() && same(step.name, name) || guess && has_field(step.arguments, name) {
            return;
        }
        at += 1;
    }
    Words::new()
        .add(place)
        .add(": the template names the tool `")
        .add(name)
        .add("`, which the agent does not have")
        .steps("\nnote: it has ", steps)
        .add("\nnote: text that means no tool may stand in `{% raw %}…{% endraw %}`")
        .complain();
}

/// Stops the build if a bundle lists a tool that the agent does not offer.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_tool_listed(steps: &[StepSpec], place: &str, name: &str) {
    let mut at = 0;
    while at < steps.len() {
        if steps[at].is_offered() && same(steps[at].name, name) {
            return;
        }
        at += 1;
    }
    Words::new()
        .add(place)
        .add(": the bundle lists the tool `")
        .add(name)
        .add("`, which the agent does not have")
        .steps("\nnote: it has ", steps)
        .complain();
}

const fn has_field(shape: ShapeRef, name: &str) -> bool {
    let Kind::Struct(fields) = &shape.get().kind else {
        return false;
    };
    let mut at = 0;
    while at < fields.list.len() {
        if same(fields.list[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}
