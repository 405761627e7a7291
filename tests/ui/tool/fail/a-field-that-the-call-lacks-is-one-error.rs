use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {
    drop(Refund { amout: 1 });
}
