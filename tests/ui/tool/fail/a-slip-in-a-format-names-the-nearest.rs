use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(#[schema(format = "emial")] to: String) -> u64 {
    1
}

fn main() {}
