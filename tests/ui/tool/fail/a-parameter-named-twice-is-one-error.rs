use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(amount: u64, amount: u64) -> u64 {
    1
}

fn main() {
    drop(Refund { amount: 1 });
}
