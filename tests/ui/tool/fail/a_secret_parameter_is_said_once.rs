use agent_core::prelude::*;

/// Log in.
#[tool(read)]
fn log_in(#[schema(secret, secret)] password: String) -> bool {
    password.is_empty()
}

fn main() {}
