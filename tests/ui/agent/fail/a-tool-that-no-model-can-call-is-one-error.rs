use agent_core::prelude::*;

/// A chain that never ends.
#[agent_core::data]
pub struct Chain {
    next: Box<Chain>,
}

/// Follow it.
#[tool(read)]
pub fn follow(start: Chain) -> u64 {
    drop(start);
    1
}

/// Helps.
#[agent]
pub enum Support {
    Follow(Follow),
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
