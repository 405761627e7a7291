//! Does what an agent offers fit its profile? Asked by the compiler, one step at a time.
//!
//! Owns which step is asked about and who is told; the walks are the contract's. What is wrong with a type
//! that several steps share is told at the first of them.

use super::StepSpec;
use crate::contract::Refusal;
use crate::contract::const_text::{Text, same};
use crate::contract::profile_check::{
    Refusals, counts, field_refusals, impossible, refusals, say, say_impossible,
};
use crate::schema::{Counts, Field, Kind, Profile};

/// Earlier steps that are looked at for the same mistake: all would cost too much in a large agent.
const EARLIER: usize = 24;

/// Stops the build if the profile refuses the step at `at`, a held tool. What no model can fill in was
/// told at the tool itself.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_profile(steps: &[StepSpec], at: usize, profile: &Profile) {
    let found = refusals(steps[at].arguments, profile);
    if found.len > 0 && is_possible(fields(&steps[at])) {
        complain(steps, at, 0, "tool `", &found, profile);
    }
}

/// Stops the build if the profile refuses the restated parameter.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_restated_field(steps: &[StepSpec], at: usize, name: &str, profile: &Profile) {
    // A field that no parameter is named like is an error of its own.
    if let Some(index) = find(fields(&steps[at]), name) {
        let field = &fields(&steps[at])[index];
        let found = field_refusals(field, profile);
        if found.len > 0 && impossible(field).is_none() {
            complain(steps, at, index, "tool `", &found, profile);
        }
    }
}

/// Stops the build if no model can fill in the field of a step that is no tool, or the profile refuses it.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_field(steps: &[StepSpec], at: usize, index: usize, profile: &Profile) {
    let field = &fields(&steps[at])[index];
    if let Some(found) = impossible(field) {
        let mut text = Text::new();
        text.add("field `").add(field.name);
        text.add("` of step `").add(steps[at].name).add("` ");
        say_impossible(&mut text, found);
        text.fail();
    }
    let found = field_refusals(field, profile);
    complain(steps, at, index, "step `", &found, profile);
}

/// What the step adds to all that the agent offers.
#[must_use]
pub const fn count(step: &StepSpec, profile: &Profile) -> (&'static str, Counts) {
    (step.name, counts(step.arguments, profile))
}

/// Tells the first refusal that was not told before, if there is one.
#[track_caller]
const fn complain(
    steps: &[StepSpec],
    at: usize,
    index: usize,
    owner: &str,
    found: &Refusals,
    profile: &Profile,
) {
    let mut next = 0;
    while next < found.list.len() {
        if let Some(refusal) = &found.list[next]
            && !is_told(steps, at, index, refusal, profile)
        {
            let mut text = Text::new();
            text.add(owner).add(steps[at].name);
            text.add(if is_tool(owner) {
                "`, parameter `"
            } else {
                "`, field `"
            });
            say(&mut text, refusal, found, profile);
            text.fail();
        }
        next += 1;
    }
}

const fn is_tool(owner: &str) -> bool {
    same(owner, "tool `")
}

/// Whether an earlier step, or an earlier field of this one, is refused for the same.
const fn is_told(
    steps: &[StepSpec],
    at: usize,
    index: usize,
    refusal: &Refusal,
    profile: &Profile,
) -> bool {
    let mut earlier = at.saturating_sub(EARLIER);
    while earlier < at {
        let step = &steps[earlier];
        if step.is_offered() && holds(&refusals(step.arguments, profile), refusal) {
            return true;
        }
        earlier += 1;
    }
    let mut field = 0;
    while field < index {
        if holds(
            &field_refusals(&fields(&steps[at])[field], profile),
            refusal,
        ) {
            return true;
        }
        field += 1;
    }
    false
}

const fn holds(found: &Refusals, refusal: &Refusal) -> bool {
    let mut at = 0;
    while at < found.list.len() {
        if let Some(one) = &found.list[at]
            && one.is(refusal)
        {
            return true;
        }
        at += 1;
    }
    false
}

const fn fields(step: &StepSpec) -> &'static [Field] {
    match &step.arguments.get().kind {
        Kind::Struct(fields) => fields.list,
        _ => &[],
    }
}

const fn is_possible(fields: &[Field]) -> bool {
    let mut at = 0;
    while at < fields.len() {
        if impossible(&fields[at]).is_some() {
            return false;
        }
        at += 1;
    }
    true
}

const fn find(fields: &[Field], name: &str) -> Option<usize> {
    let mut at = 0;
    while at < fields.len() {
        if same(fields[at].name, name) {
            return Some(at);
        }
        at += 1;
    }
    None
}
