use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

#[agent]
enum Support {
    Act(Act),
    /// End.
    #[done]
    Reply,
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, _: &()) -> Next<Self> {
        let _ = outcome;
        Support::Reply
    }
}

fn main() {}
