use agent_core::prelude::*;

/// Helps.
#[agent(profile = "mcp")]
pub enum Support {
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
