use agent_core::prelude::*;

/// Look an order up.
#[tool(read)]
fn get_order(order_id: String) {
    let _ = order_id;
}

/// Helps.
#[agent]
pub enum Support {
    GetOrder(GetOrder),
    #[retired]
    Old(GetOrder),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::SPEC;
}
