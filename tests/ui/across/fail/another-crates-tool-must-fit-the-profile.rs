use agent_core::prelude::*;

/// Helps.
#[agent(profile = openai_strict)]
enum Support {
    Keep(tools_a::Keep),
    /// Close the ticket.
    #[done]
    Reply { message: String },
}

fn main() {}
