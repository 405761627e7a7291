use agent_core::prelude::*;

/// Helps.
#[agent]
pub enum Support {
    /// Wait.
    #[wait(event = "paid")]
    Sleep { woke: u64 },
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
