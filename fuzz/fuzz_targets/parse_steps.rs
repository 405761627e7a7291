//! Any text as a step or as arguments: no panic, and what is accepted are arguments of the step.

#![no_main]

use std::sync::OnceLock;

use agent_core::parse::{StepShape, arguments, steps, strict};
use agent_core::schema::import;
use libfuzzer_sys::fuzz_target;

const SCHEMAS: [(&str, &str); 3] = [
    ("divide", r#"{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"],"additionalProperties":false}"#),
    ("done", r#"{"type":"object","properties":{"message":{"type":"string"},"tags":{"type":"array","items":{"enum":["x","y"]}}},"required":["message"],"additionalProperties":false}"#),
    ("list_all", r#"{"type":"object","properties":{},"additionalProperties":false}"#),
];

fn known() -> &'static [StepShape] {
    static STEPS: OnceLock<Vec<StepShape>> = OnceLock::new();
    let step = |(name, schema): &(&'static str, &str)| StepShape {
        name,
        aliases: &[],
        shape: import(schema).expect("a schema"),
    };
    STEPS.get_or_init(|| SCHEMAS.iter().map(step).collect())
}

fuzz_target!(|text: &str| {
    let known = known();
    for step in steps(text, "intent", known).unwrap_or_default() {
        let shape = known[step.index].shape;
        assert!(strict(&step.args, shape).is_ok(), "{}", step.args);
        assert!(step.repairs.iter().all(|repair| !repair.kind.is_lossy()));
    }
    for step in known {
        if let Ok(parsed) = arguments(text, step.shape) {
            assert!(strict(&parsed.json, step.shape).is_ok(), "{}", parsed.json);
        }
    }
});
