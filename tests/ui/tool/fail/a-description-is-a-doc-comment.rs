use agent_core::prelude::*;

#[tool(read, description = "Pay money back.")]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
