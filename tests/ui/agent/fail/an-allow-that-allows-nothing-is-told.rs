#![deny(deprecated)]
use agent_core::prelude::*;

#[agent(max_steps = 10, allow(many_steps, reason = "it was more once"))]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
