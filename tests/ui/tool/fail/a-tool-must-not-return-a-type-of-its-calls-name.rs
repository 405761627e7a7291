use agent_core::prelude::*;

/// What was paid back.
#[agent_core::data]
pub struct Refund {
    /// In cents.
    pub amount: u64,
}

/// Pay money back.
#[tool(idempotent)]
pub fn refund(order_id: String) -> Result<Refund, String> {
    Err(order_id)
}

fn main() {}
