use agent_core::prelude::*;

/// Do.
#[tool]
fn act() -> Result<u8, ()> {
    Ok(1)
}

fn main() {}
