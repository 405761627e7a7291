use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

#[data]
struct Case {
    custmer: String,
}

impl State<Support> for Case {
    fn apply(&mut self, _: &SupportOutcome) {}
}

#[agent(prompt = "prompts/support.md", state = Case, allow(prompt_errors, reason = "a test"))]
enum Support {
    Act(Act),
    /// End.
    #[done]
    Reply,
}

fn main() {}
