use agent_core::prelude::*;

struct Bank;

/// Do.
#[tool]
fn act(bank: Option<&Bank>) {
    let _ = bank;
}

fn main() {}
