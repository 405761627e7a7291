use agent_core::prelude::*;

/// Do.
#[tool]
fn act(#[schema(range = 5)] a: u8, #[schema(max_length = 5)] b: String) {
    let _ = (a, b);
}

fn main() {}
