use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

struct Case;

impl State<Support> for Case {
    fn apply(&mut self, _: &SupportOutcome) {}
}

#[agent(state = Case)]
enum Support {
    Act(Act),
    /// End.
    #[done]
    Reply,
}

fn main() {}
