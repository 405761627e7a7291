use agent_core::prelude::*;

use std::collections::BTreeMap;

/// What to keep.
#[agent_core::data]
pub struct Record {
    id: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

/// Keep it.
#[tool]
pub fn keep(record: Record) -> u64 {
    record.rest.len() as u64
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
