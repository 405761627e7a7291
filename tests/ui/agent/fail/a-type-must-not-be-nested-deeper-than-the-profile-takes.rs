use agent_core::prelude::*;

#[agent_core::data]
pub struct L1 {
    a: L2,
}

#[agent_core::data]
pub struct L2 {
    a: L3,
}

#[agent_core::data]
pub struct L3 {
    a: L4,
}

#[agent_core::data]
pub struct L4 {
    a: L5,
}

#[agent_core::data]
pub struct L5 {
    a: L6,
}

#[agent_core::data]
pub struct L6 {
    a: L7,
}

#[agent_core::data]
pub struct L7 {
    a: L8,
}

#[agent_core::data]
pub struct L8 {
    a: L9,
}

#[agent_core::data]
pub struct L9 {
    a: L10,
}

#[agent_core::data]
pub struct L10 {
    a: u8,
}

/// Look.
#[tool(read)]
pub fn look(a: L1) -> u64 {
    drop(a);
    1
}

/// Helps.
#[agent(profile = openai_strict)]
pub enum Support {
    Look(Look),
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
