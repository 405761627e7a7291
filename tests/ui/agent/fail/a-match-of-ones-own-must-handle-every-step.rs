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

fn words(step: &Support) -> &str {
    match step {
        Support::Reply { message } => message,
    }
}

fn main() {
    let _ = words;
}
