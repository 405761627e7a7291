use agent_core::prelude::*;

struct NoSchema;

/// Do.
#[tool]
fn act(#[schema(range(1..=5))] n: NoSchema) {
    let _ = n;
}

fn main() {}
