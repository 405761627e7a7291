use agent_core::prelude::*;

/// Look up an order in another shop.
#[tool(read)]
fn get_order(id: u64) -> u64 {
    id
}

/// Helps.
#[agent]
enum Support {
    Here(GetOrder),
    There(tools_a::GetOrder),
    /// Close the ticket.
    #[done]
    Reply { message: String },
}

fn main() {}
