use agent_core::prelude::*;

/// Do.
#[tool]
fn act(call: CallContext) {
    let _ = call;
}

fn main() {}
