use agent_core::prelude::*;

/// Helps.
#[agent(models(gpt_4))]
pub enum Support {
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::SPEC;
}
