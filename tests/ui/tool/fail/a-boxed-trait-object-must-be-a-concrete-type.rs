use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(clock: Box<dyn std::fmt::Debug>) -> Box<dyn std::fmt::Debug> {
    clock
}

fn main() {}
