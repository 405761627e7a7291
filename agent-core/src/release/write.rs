//! The text of a release: the same agents and build, the same bytes.

use std::collections::HashMap;

use serde_json::json;

use super::{FORMAT, ReleaseError};
use crate::agent::{AgentSpec, Prefetch, StepKind, StepSpec};
use crate::schema::json_schema;

pub(super) fn text(build: &str, agents: &[&AgentSpec]) -> Result<String, ReleaseError> {
    check_build(build)?;
    check_names(agents)?;
    let agents: Result<Vec<String>, _> = agents.iter().map(|agent| self::agent(agent)).collect();
    let agents = agents?.join(",\n");
    Ok(format!(
        "{{\"format\":{FORMAT},\"build\":\"{build}\",\"agents\":[\n{agents}\n]}}\n"
    ))
}

fn check_build(build: &str) -> Result<(), ReleaseError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    if (1..=128).contains(&build.len()) && build.chars().all(plain) {
        return Ok(());
    }
    let build = build.to_owned();
    Err(ReleaseError::Build { build })
}

fn check_names(agents: &[&AgentSpec]) -> Result<(), ReleaseError> {
    let mut places = HashMap::new();
    for agent in agents {
        if let Some(first) = places.insert(agent.name, agent.place) {
            return Err(ReleaseError::TwoAgents {
                agent: agent.name,
                first,
                second: agent.place,
            });
        }
    }
    Ok(())
}

fn agent(agent: &AgentSpec) -> Result<String, ReleaseError> {
    let (name, profile, tag) = (
        json!(agent.name),
        json!(agent.profile.name),
        json!(agent.tag),
    );
    let (models, indexes) = (json!(agent.models), json!(agent.indexes));
    let steps: Vec<String> = agent.steps.iter().map(step).collect();
    let steps = steps.join(",\n");
    // Not by way of a `Value`: that would sort the keys or not, as the application has it.
    let prompt = serde_json::to_string(&agent.prompt)
        .map_err(|error| ReleaseError::Unreadable(error.to_string()))?;
    Ok(format!(
        "{{\"agent\":{name},\"profile\":{profile},\"tag\":{tag},\"models\":{models},\"indexes\":{indexes},\"steps\":[\n{steps}\n],\"prompt\":{prompt}}}"
    ))
}

fn step(step: &StepSpec) -> String {
    let (name, version, kind) = (json!(step.name), step.version, kind(step));
    let (retired, doc) = (step.retired, json!(step.doc));
    let fingerprint = fingerprint(step);
    let arguments = json_schema(step.arguments);
    let prefetch = match step.prefetch {
        Prefetch::No => String::new(),
        prefetch => format!(r#","prefetch":{}"#, json!(prefetch)),
    };
    let rest = match &step.kind {
        StepKind::Tool(contract) => {
            let (class, gate) = (json!(contract.class), json!(contract.gate));
            let output = json_schema(contract.output);
            format!(r#","class":{class},"gate":{gate},"output":{output}"#)
        }
        StepKind::Ask(question) => format!(r#","answer":{}"#, json_schema(question.answer)),
        StepKind::Done | StepKind::Wait(_) => String::new(),
    };
    format!(
        r#"{{"name":{name},"version":{version},"kind":"{kind}","retired":{retired}{prefetch},"fingerprint":"{fingerprint}","description":{doc},"arguments":{arguments}{rest}}}"#
    )
}

pub(super) fn kind(step: &StepSpec) -> &'static str {
    match step.kind {
        StepKind::Tool(_) => "tool",
        StepKind::Ask(_) => "ask",
        StepKind::Done => "done",
        StepKind::Wait(_) => "wait",
    }
}

/// A tool's contract has one; of other steps it is a hash of what the model and people are told.
pub(super) fn fingerprint(step: &StepSpec) -> String {
    let hash = match &step.kind {
        StepKind::Tool(contract) => contract.fingerprint(),
        StepKind::Ask(question) => told(step, &json_schema(question.answer)),
        StepKind::Done => told(step, ""),
        StepKind::Wait(wait) => told(step, &format!("{wait:?}")),
    };
    format!("{hash:016x}")
}

/// FNV-1a: it only ever detects change.
fn told(step: &StepSpec, rest: &str) -> u64 {
    let arguments = json_schema(step.arguments);
    let parts = [kind(step), step.name, step.doc, &arguments, rest];
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
