#![deny(deprecated)]
use agent_core::prelude::*;

#[agent(max_steps = 50)]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
