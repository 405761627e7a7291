use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

#[agent]
enum Support {
    Act(Box<Act>),
    /// End.
    #[done]
    Reply,
}

fn main() {}
