use agent_core::prelude::*;

/// Do.
#[tool(ask_if = amount > 5)]
fn act(amount: u8) {
    let _ = amount;
}

fn main() {}
