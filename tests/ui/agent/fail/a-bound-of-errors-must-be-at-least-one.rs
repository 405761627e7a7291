use agent_core::prelude::*;

/// Add.
#[tool(read)]
pub fn add(a: i64) -> i64 {
    a
}

/// Helps.
#[agent(tool_attempts = 0)]
pub enum Support {
    Add(Add),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    match Support::started(Start { message: String::new() }) {
        SupportOutcome::Reply { message } => drop(message),
        _ => {}
    }
}
