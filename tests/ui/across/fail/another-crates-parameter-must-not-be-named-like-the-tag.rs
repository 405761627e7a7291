use agent_core::prelude::*;

/// Helps.
#[agent]
enum Support {
    Classify(tools_a::Classify),
    /// Close the ticket.
    #[done]
    Reply { message: String },
}

fn main() {}
