use agent_core::prelude::*;

/// Log in.
#[tool(read)]
fn log_in(#[schema(secret)] pin: u32) -> bool {
    pin == 0
}

fn main() {}
