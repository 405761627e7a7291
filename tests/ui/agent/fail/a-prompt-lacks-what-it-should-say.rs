#![deny(deprecated)]
use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

#[data]
struct Case {
    customer: String,
}

impl State<Support> for Case {
    fn apply(&mut self, _: &SupportOutcome) {}
}

#[agent(prompt = "prompts/support.md", state = Case)]
enum Support {
    Act(Act),
    /// Ask.
    #[ask]
    Ask { question: String },
    /// End.
    #[done]
    Reply,
}

fn main() {}
