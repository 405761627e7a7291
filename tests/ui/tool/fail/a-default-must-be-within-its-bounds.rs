use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(#[schema(range(1..=5), default = 9)] amount: u64, #[schema(min = 0, default = -1)] rest: i64) -> u64 {
    1
}

fn main() {}
