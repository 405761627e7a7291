use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(from: Self) -> Self {
    todo!()
}

fn main() {}
