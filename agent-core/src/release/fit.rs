//! Does a release fit this program? What differs, in words.
//!
//! Steps that are retired or only prefetched do not count: no prompt speaks of them, and threads that need one say so
//! themselves.

use super::write::{fingerprint, kind};
use super::{Released, ReleasedStep};
use crate::agent::{AgentSpec, Prefetch, StepSpec};

pub(super) fn differences(released: &Released, spec: &AgentSpec) -> Vec<String> {
    let mut lines = steps(released, spec);
    let list = |names: &[&str]| names.join(", ");
    let facts = [
        (
            "profile",
            released.profile.clone(),
            spec.profile.name.to_owned(),
        ),
        ("tag", released.tag.clone(), spec.tag.to_owned()),
        ("models", released.models.join(", "), list(spec.models)),
        ("indexes", released.indexes.join(", "), list(spec.indexes)),
    ];
    lines.extend(facts.iter().filter_map(fact));
    lines
}

fn steps(released: &Released, spec: &AgentSpec) -> Vec<String> {
    let theirs = || {
        let steps = released.steps.iter();
        steps.filter(|step| !step.retired && step.prefetch != Prefetch::Only)
    };
    let gone = theirs()
        .filter(|step| !spec.offered().any(|ours| is(step, ours)))
        .map(|step| format!("{} is not offered by this program", label(step)));
    let ours = spec.offered().filter_map(|ours| {
        let Some(step) = theirs().find(|step| is(step, ours)) else {
            let (kind, name, version) = (kind(ours), ours.name, ours.version);
            return Some(format!("{kind} `{name}@{version}` is not in the release"));
        };
        let now = fingerprint(ours);
        (step.fingerprint != now).then(|| {
            let (label, then) = (label(step), &step.fingerprint);
            format!("{label} was {then} and is {now} in this program: its texts or shapes changed")
        })
    });
    gone.chain(ours).collect()
}

fn is(step: &ReleasedStep, ours: &StepSpec) -> bool {
    step.name == ours.name && step.version == ours.version && step.kind == kind(ours)
}

fn label(step: &ReleasedStep) -> String {
    format!("{} `{}@{}`", step.kind, step.name, step.version)
}

fn fact((what, then, now): &(&str, String, String)) -> Option<String> {
    let shown = |text: &str| match text {
        "" => "none".to_owned(),
        text => format!("`{text}`"),
    };
    (then != now).then(|| {
        let (then, now) = (shown(then), shown(now));
        format!("{what}: {then} in the release, {now} in this program")
    })
}
