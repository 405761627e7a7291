use agent_core::prelude::*;

/// Pay money back.
#[tool(timeout: "10s")]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
