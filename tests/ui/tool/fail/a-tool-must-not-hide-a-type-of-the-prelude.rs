use agent_core::prelude::*;

/// Make a text.
#[tool(read)]
fn string(of: u64) -> String {
    of.to_string()
}

fn main() {}
