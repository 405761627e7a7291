use agent_core::prelude::*;

/// Do.
#[tool]
fn act(#[serde(default)] amount: u8) {
    let _ = amount;
}

fn main() {}
