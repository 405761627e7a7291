use agent_core::prelude::*;

/// Pay money back.
#[tool(ask_if = |call| call.amount)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
