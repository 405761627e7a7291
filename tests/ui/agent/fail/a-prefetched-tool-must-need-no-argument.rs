use agent_core::prelude::*;

/// Find an order.
#[tool(read)]
pub fn get_order(most: Option<u32>, order_id: String) -> u32 {
    let _ = order_id;
    most.unwrap_or(1)
}

/// Helps.
#[agent]
pub enum Support {
    #[prefetch]
    GetOrder(GetOrder),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::GetOrder(GetOrder { most: None, order_id: String::new() });
}
