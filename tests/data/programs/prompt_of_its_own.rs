//! A program that reads a prompt beside it, and one of the crate `tests`.
use agent_core::prelude::*;

/// Helps.
#[agent(prompt = "prompts/own.md")]
pub enum Support {
    /// Reply.
    #[done]
    Reply { message: String },
}

#[agent_core::data]
pub struct Case {
    unit: String,
}

impl State<Second> for Case {
    fn apply(&mut self, _: &SecondOutcome) {}
}

/// Helps too.
#[agent(prompt = "prompts/calculator.md", state = Case)]
pub enum Second {
    /// Reply.
    #[done]
    Reply { message: String },
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let _ = (Support::SPEC.name, Second::SPEC.name);
}
