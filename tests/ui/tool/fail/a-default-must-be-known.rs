use agent_core::prelude::*;

#[agent_core::data]
pub struct Currency;

/// Pay money back.
#[tool(read)]
fn refund(#[schema(default)] currency: Currency) -> u64 {
    1
}

fn main() {}
