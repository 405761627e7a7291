use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(#[schema(min = 1, min = 2)] amount: u64, #[schema(range(1..=5), max = 9)] rest: u64) -> u64 {
    1
}

fn main() {}
