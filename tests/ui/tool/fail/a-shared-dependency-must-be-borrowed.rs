use agent_core::prelude::*;

use std::sync::Arc;

struct Bank;

/// Do.
#[tool]
fn act(bank: Arc<Bank>) {
    let _ = bank;
}

fn main() {}
