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
    /// Ask.
    #[ask(name = "refund")]
    Ask { question: String },
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
