use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(before: Refund) -> u64 {
    1
}

fn main() {}
