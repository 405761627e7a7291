use agent_core::prelude::*;

/// Keep it.
#[tool]
pub fn keep(note: serde_json::Value) -> u64 {
    drop(note);
    1
}

/// Helps.
#[agent]
pub enum Support {
    Keep(Keep),
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
