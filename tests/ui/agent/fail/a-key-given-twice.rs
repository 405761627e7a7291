use agent_core::prelude::*;

/// Helps.
#[agent(max_steps = 3, max_steps = 4)]
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
