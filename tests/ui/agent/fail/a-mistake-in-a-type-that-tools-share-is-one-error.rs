use agent_core::prelude::*;

use std::collections::BTreeMap;

/// A parcel.
#[agent_core::data]
pub struct Parcel {
    pieces: BTreeMap<String, u32>,
}

/// Ship it.
#[tool]
pub fn ship(parcel: Parcel) -> u64 {
    parcel.pieces.len() as u64
}

/// Weigh it.
#[tool(read)]
pub fn weigh(parcels: Vec<Parcel>) -> u64 {
    parcels.len() as u64
}

/// Helps.
#[agent]
pub enum Support {
    Ship(Ship),
    Weigh(Weigh),
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
