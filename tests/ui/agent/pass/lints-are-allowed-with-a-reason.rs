//! Each allow with a reason of its own, in a program that warns of nothing.
#![deny(warnings, missing_docs, unused, unreachable_pub, unused_qualifications)]
use agent_core::prelude::*;

/// Do.
#[tool(read)]
pub fn act(amount: u8) -> u8 {
    amount
}

/// State.
#[data]
pub struct Case {
    /// Name.
    pub customer: String,
}

impl State<Support> for Case {
    fn apply(&mut self, _: &SupportOutcome) {}
}

/// Agent.
#[agent(
    prompt = "prompts/support.md",
    state = Case,
    max_steps = 50,
    models("gpt-4o"),
    allow(prompt_errors, many_steps, reason = "a test"),
    allow(unpinned_model, reason = "the deployment behind this name is pinned"),
)]
pub enum Support {
    /// Act.
    Act(Act),
    /// End.
    #[done]
    Reply,
}

fn main() {
    let allowed: Vec<_> = Support::SPEC
        .lints
        .iter()
        .map(|finding| (finding.lint, finding.allowed.unwrap()))
        .collect();
    assert_eq!(
        allowed,
        [
            ("many_steps", "a test"),
            ("unpinned_model", "the deployment behind this name is pinned"),
            ("prompt_errors", "a test"),
        ]
    );
}
