use agent_core::prelude::*;

#[agent(max_steps = 50, allow(many_steps, reason = "a"), allow(many_steps, reason = "b"))]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
