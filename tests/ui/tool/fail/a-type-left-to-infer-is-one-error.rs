use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(amounts: Vec<_>) -> u64 {
    1
}

fn main() {}
