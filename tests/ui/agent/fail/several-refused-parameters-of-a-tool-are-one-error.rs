use agent_core::prelude::*;

use std::collections::BTreeMap;

/// Ship it.
#[tool]
pub fn ship(pieces: BTreeMap<String, u32>, labels: BTreeMap<String, String>) -> u64 {
    (pieces.len() + labels.len()) as u64
}

/// Helps.
#[agent]
pub enum Support {
    Ship(Ship),
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
