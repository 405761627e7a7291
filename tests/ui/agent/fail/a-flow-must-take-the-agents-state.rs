use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

#[data]
struct Case {
    n: u8,
}

#[agent]
enum Support {
    Act(Act),
    /// End.
    #[done]
    Reply,
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, case: &Case) -> Next<Self> {
        let _ = (outcome, case);
        Next::finish()
    }
}

fn main() {}
