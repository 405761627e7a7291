//! Does the tool that a bundle lists exist, and is it what its schema says? Asked by the compiler.

use super::StepSpec;
use super::expansion::{complain, same};
use crate::contract::pin::Pin;
use crate::contract::{check_arguments, names_other};

/// Most steps that a message lists.
const NAMES: usize = 12;

/// Stops the build if no offered step has the name, or if the step's arguments and the schema disagree.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_pinned_step(steps: &'static [StepSpec], name: &str, pin: &'static Pin) {
    if names_other(pin, name) {
        complain(&[
            "tool `",
            name,
            "` is named `",
            pin.name,
            "` in ",
            pin.file,
            "\nnote: use one name",
        ]);
    }
    let mut at = 0;
    while at < steps.len() {
        if !steps[at].retired && same(steps[at].name, name) {
            let lead = ["tool `", name, "`: "];
            return check_arguments(pin, steps[at].arguments, &lead);
        }
        at += 1;
    }
    absent(steps, name, pin);
}

/// Stops the build if no offered step has the name: for a list of tools without schemas.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
const fn absent(steps: &[StepSpec], name: &str, pin: &Pin) {
    let mut parts = [""; 6 + 3 * NAMES];
    parts[0] = "the prompt lists tool `";
    parts[1] = name;
    parts[2] = "` with ";
    parts[3] = pin.file;
    parts[4] = ", and the agent does not have it";
    let mut used = 5;
    let mut at = 0;
    while at < steps.len() && used + 3 < parts.len() {
        if !steps[at].retired {
            parts[used] = if used == 5 { "\nnote: it has `" } else { ", `" };
            parts[used + 1] = steps[at].name;
            parts[used + 2] = "`";
            used += 3;
        }
        at += 1;
    }
    complain(&parts);
}
