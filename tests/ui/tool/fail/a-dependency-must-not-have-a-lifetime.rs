use agent_core::prelude::*;

pub struct Bank<'a>(&'a str);

/// Pay money back.
#[tool(read)]
fn refund(bank: &Bank<'_>) -> u64 {
    1
}

fn main() {}
