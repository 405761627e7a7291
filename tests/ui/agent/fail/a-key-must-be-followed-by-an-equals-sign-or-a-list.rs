use agent_core::prelude::*;

/// Helps.
#[agent(models["gpt-4.1-2025-04-14"])]
pub enum Support {
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::SPEC;
}
