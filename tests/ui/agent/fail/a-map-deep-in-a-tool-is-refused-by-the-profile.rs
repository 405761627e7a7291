use agent_core::prelude::*;

use std::collections::BTreeMap;

/// A parcel.
#[agent_core::data]
pub struct Parcel {
    lines: Vec<Line>,
}

/// A line of it.
#[agent_core::data]
pub struct Line {
    pieces: BTreeMap<String, u32>,
}

/// Ship it.
#[tool]
pub fn ship(parcel: Parcel) -> u64 {
    parcel.lines.len() as u64
}

/// Helps.
#[agent(profile = openai_strict)]
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
