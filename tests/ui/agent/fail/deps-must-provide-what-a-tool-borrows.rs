use agent_core::prelude::*;

pub struct Bank;

#[derive(Provide)]
pub struct Shop {
    name: String,
}

/// Charge.
#[tool(write)]
pub fn charge(amount: u64, bank: &Bank) -> u64 {
    let _ = bank;
    amount
}

/// Helps.
#[agent(deps = Shop)]
pub enum Support {
    Charge(Charge),
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
