use agent_core::prelude::*;

trait Clock {}

/// Pay money back.
#[tool(read)]
fn refund(note: str, cents: [u64], clock: dyn Clock) -> str {
    todo!()
}

fn main() {}
