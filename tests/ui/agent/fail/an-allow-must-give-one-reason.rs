use agent_core::prelude::*;

#[agent(max_steps = 50, models("gpt-4o"), allow(many_steps, reason = "a", unpinned_model, reason = "b"))]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
