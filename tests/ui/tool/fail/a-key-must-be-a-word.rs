use agent_core::prelude::*;

/// Do.
#[tool("act")]
fn act() {}

/// Do.
#[tool(name("act"), read)]
fn other() {}

fn main() {}
