//! What an agent is, as one JSON text: names, versions, shapes, classes, fingerprints.

use serde_json::{Value, json};

use super::{AgentSpec, StepKind, StepSpec};
use crate::prompt::Prompt;

/// The agent's manifest as JSON, from the same constants as the schemas.
///
/// Keys stand in alphabetical order unless the application turned on `serde_json`'s `preserve_order`;
/// compare manifests by meaning.
#[must_use]
pub fn manifest(spec: &AgentSpec) -> Value {
    json!({
        "agent": spec.name,
        "description": spec.doc,
        "tag": spec.tag,
        "profile": spec.profile.name,
        "prompt": spec.prompt.map(Prompt::label),
        "models": spec.models,
        "indexes": spec.indexes,
        "limits": spec.limits,
        "steps": spec.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &StepSpec) -> Value {
    let mut entry = json!({
        "name": step.name,
        "description": step.doc,
        "retired": step.retired,
        "arguments": parsed(&crate::schema::json_schema(step.arguments)),
    });
    let facts = match &step.kind {
        StepKind::Tool(contract) => json!({
            "kind": "tool",
            "version": contract.version,
            "class": contract.class,
            "gate": contract.gate,
            "attempts": contract.attempts,
            "timeout_ms": contract.timeout.map(|timeout| timeout.as_millis()),
            "fingerprint": format!("{:016x}", contract.fingerprint()),
            "output": parsed(&crate::schema::json_schema(contract.output)),
        }),
        StepKind::Ask(question) => json!({
            "kind": "ask",
            "urgency": question.urgency,
            "answer": parsed(&crate::schema::json_schema(question.answer)),
        }),
        StepKind::Done => json!({ "kind": "done" }),
        StepKind::Wait(wait) => json!({ "kind": "wait", "event": wait.event, "timed": wait.timed }),
    };
    if let (Some(entry), Value::Object(facts)) = (entry.as_object_mut(), facts) {
        entry.extend(facts);
        if !step.prefetch.is_no() {
            entry.insert("prefetch".to_owned(), json!(step.prefetch));
        }
    }
    entry
}

/// Our own schema text is valid JSON; should it ever not be, the text itself is shown.
fn parsed(schema: &str) -> Value {
    serde_json::from_str(schema).unwrap_or_else(|_| Value::from(schema))
}
