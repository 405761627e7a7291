use agent_core::prelude::*;

#[agent(allow(many_tool, reason = "it has many"))]
enum Support {
    /// End.
    #[done]
    Reply,
}

fn main() {}
