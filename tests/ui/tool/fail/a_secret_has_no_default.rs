use agent_core::prelude::*;

/// Log in.
#[tool(read)]
fn log_in(#[schema(secret, default = "hunter2")] password: String) -> bool {
    password.is_empty()
}

fn main() {}
