use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
const REFUND: u64 = 1;

fn main() {}
