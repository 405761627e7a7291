use agent_core::prelude::*;

/// Helps.
#[agent(max_steps = 5, prompt = "prompts/ui/locked.md")]
pub enum Support {
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::SPEC;
}
