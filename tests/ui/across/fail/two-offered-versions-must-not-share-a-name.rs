use agent_core::prelude::*;

/// Helps.
#[agent]
enum Support {
    First(bank_tools_v1::Refund),
    Second(bank_tools_v2::Refund),
    /// Close the ticket.
    #[done]
    Reply { message: String },
}

fn main() {}
