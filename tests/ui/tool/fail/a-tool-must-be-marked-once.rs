use agent_core::prelude::*;

/// Do.
#[tool(read)]
#[tool(timeout = "1s")]
fn act(amount: u8) {
    let _ = amount;
}

fn main() {
    let _ = Act { amount: 1 };
}
