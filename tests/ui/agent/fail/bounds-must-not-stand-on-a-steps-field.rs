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
    Reply {
        #[schema(length(1..))]
        message: String,
    },
}

fn main() {}
