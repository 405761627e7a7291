use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(amount: u64) -> &str {
    "paid"
}

fn main() {}
