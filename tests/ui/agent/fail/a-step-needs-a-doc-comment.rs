use agent_core::prelude::*;

/// Helps.
#[agent]
pub enum Support {
    #[ask]
    Confirm { question: String },
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
