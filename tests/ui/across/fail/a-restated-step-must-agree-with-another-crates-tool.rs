use agent_core::prelude::*;

/// Helps.
#[agent]
enum Support {
    #[tool(tools_a::get_order)]
    GetOrder { number: String },
    /// Close the ticket.
    #[done]
    Reply { message: String },
}

fn main() {}
