use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

#[agent(max_steps = 5_000_000_000, max_tokens = -1, max_time = 30)]
enum Support {
    Act(Act),
    /// End.
    #[done]
    Reply,
}

fn main() {}
