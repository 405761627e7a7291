use agent_core::prelude::*;

/// Look up an order.
#[tool(read)]
pub fn get_order(order_id: String) -> String {
    order_id
}

/// The desk.
#[agent]
pub enum Desk {
    GetOrder(GetOder),
    /// Ends.
    #[done]
    Reply { message: String },
}

fn main() {}
