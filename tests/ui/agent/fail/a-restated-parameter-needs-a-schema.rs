use agent_core::prelude::*;

pub struct Address {
    pub street: String,
}

/// Send a parcel.
#[tool]
pub fn send(to: Option<Address>, weight: u32) -> u32 {
    drop(to);
    weight
}

/// Helps.
#[agent]
pub enum Support {
    #[tool(send)]
    Send { to: Option<Address>, weight: u32 },
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {}
