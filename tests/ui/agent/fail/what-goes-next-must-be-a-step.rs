use agent_core::prelude::*;

/// Pay money back.
#[tool(idempotent)]
pub fn refund(order_id: String, amount: u64) -> u64 {
    let _ = order_id;
    amount
}

/// Helps.
#[agent]
pub enum Support {
    Refund(Refund),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _: Next<Support> = Next::go(String::new());
}
