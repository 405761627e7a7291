use agent_core::prelude::*;

#[derive(Provide)]
struct Shop {
    till: u64,
}

/// Helps.
#[agent(deps = Shop)]
enum Support {
    Convert(tools_a::Convert),
    /// Close the ticket.
    #[done]
    Reply { message: String },
}

fn main() {}
