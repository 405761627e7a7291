use agent_core::prelude::*;

#[agent(allow(reason = "all is well"))]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
