use agent_core::prelude::*;

/// Pay money back.
#[tool(ask_if = too_much)]
fn refund(amount: u64) -> u64 {
    amount
}

fn too_much(amount: u64) -> bool {
    amount > 5
}

fn main() {}
