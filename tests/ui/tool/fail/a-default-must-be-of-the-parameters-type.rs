use agent_core::prelude::*;

/// Do.
#[tool]
fn act(#[schema(default = "x")] amount: u8) {
    let _ = amount;
}

fn main() {}
