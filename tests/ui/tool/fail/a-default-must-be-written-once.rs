use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(#[schema(default, default = 2)] amount: u64) -> u64 {
    amount
}

fn main() {}
