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

impl Flow for Support {
    fn next(outcome: SupportOutcome, (): &()) -> Next<Self> {
        match outcome {
            SupportOutcome::Started(_) | SupportOutcome::Failed(_) => Next::ask_model(),
            SupportOutcome::Reply { .. } => Next::finish(),
        }
    }
}

fn main() {}
