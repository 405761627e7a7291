use agent_core::prelude::*;

/// Helps.
#[agent(indexes("kb@3", "kb@4"))]
pub enum Support {
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::SPEC;
}
