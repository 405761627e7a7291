use agent_core::prelude::*;

/// Do.
#[tool(read)]
fn act(amount: u8) -> u8 {
    amount
}

#[agent]
enum Support {
    Act(Act),
    /// Ask.
    #[ask = bool]
    Which { question: String },
    /// End.
    #[done("end")]
    Reply,
}

fn main() {}
