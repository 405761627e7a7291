use agent_core::prelude::*;

#[agent(allow = many_steps)]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
