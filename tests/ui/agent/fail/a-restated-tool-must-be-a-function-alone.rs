use agent_core::prelude::*;

/// Refund an order.
#[tool(write)]
fn refund(order_id: String) {
    let _ = order_id;
}

/// Helps.
#[agent]
pub enum Support {
    #[tool(refund, write)]
    Refund { order_id: String },
    #[tool("refund")]
    Again { order_id: String },
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::SPEC;
}
