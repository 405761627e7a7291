use agent_core::prelude::*;

use std::collections::BTreeMap;

/// Ship it.
#[tool]
pub fn ship(to: String, pieces: BTreeMap<String, u32>) -> u64 {
    drop(to);
    pieces.len() as u64
}

/// Helps.
#[agent]
pub enum Support {
    #[tool(ship)]
    Ship { to: String, pieces: BTreeMap<String, u32> },
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
