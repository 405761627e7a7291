use agent_core::prelude::*;

#[agent(max_steps = 50, allow(many_steps))]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
