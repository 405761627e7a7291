//! What all steps of an agent are together, against the profile's limits.

use super::refusal::other;
use crate::contract::const_text::Text;
use crate::schema::{Counts, PROFILES, Profile};

/// Stops the build if all steps together are more than the profile takes. `steps` are the names and what
/// each adds.
///
/// # Panics
/// In const evaluation only.
#[track_caller]
pub const fn check_counts(agent: &str, steps: &[(&str, Counts)], profile: &Profile) {
    let mut what = 0;
    while what < WHAT.len() {
        check_count(agent, steps, profile, what);
        what += 1;
    }
}

/// What is counted, and how to have less of it.
const WHAT: [(&str, &str); 6] = [
    ("steps", "offer fewer, or split the agent"),
    ("properties", "split the agent, or use simpler types"),
    (
        "enum values",
        "split the agent, or use text for a long enum",
    ),
    (
        "bytes in names of properties and enum values",
        "use shorter names, or split the agent",
    ),
    (
        "optional parameters",
        "make some required, or split the agent",
    ),
    (
        "unions",
        "use structs for enums with content, or split the agent",
    ),
];

const fn count(counts: &Counts, what: usize) -> usize {
    match what {
        0 => counts.tools,
        1 => counts.properties,
        2 => counts.enum_values,
        3 => counts.text,
        4 => counts.optionals,
        _ => counts.unions,
    }
}

#[track_caller]
const fn check_count(agent: &str, steps: &[(&str, Counts)], profile: &Profile, what: usize) {
    let (mut sum, mut most, mut at) = (0, 0, 0);
    while at < steps.len() {
        sum += count(&steps[at].1, what);
        if count(&steps[at].1, what) > count(&steps[most].1, what) {
            most = at;
        }
        at += 1;
    }
    let limit = count(&profile.most, what);
    if sum > limit {
        let mut text = Text::new();
        text.add("agent `").add(agent).add("` must offer at most ");
        text.number(limit).add(" ").add(WHAT[what].0);
        text.add(", which is the limit of profile `")
            .add(profile.name);
        text.add("`, and offers ").number(sum).add("\nnote: ");
        fewer(&mut text, &steps[most], sum, what);
        text.fail();
    }
}

/// Where most come from, and what to do.
const fn fewer(text: &mut Text, most: &(&str, Counts), sum: usize, what: usize) {
    if what > 0 {
        text.add("most come from step `").add(most.0).add("`, ");
        text.number(count(&most.1, what)).add("; ");
    }
    text.add(WHAT[what].1);
    let (mut at, mut first) = (0, true);
    while at < PROFILES.len() {
        if sum <= count(&PROFILES[at].most, what) {
            other(text, PROFILES[at], first);
            first = false;
        }
        at += 1;
    }
}
