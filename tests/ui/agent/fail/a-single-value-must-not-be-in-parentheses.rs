use agent_core::prelude::*;

/// Helps.
#[agent(max_steps(20))]
pub enum Support {
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::SPEC;
}
