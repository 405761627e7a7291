use agent_core::prelude::*;

/// Read the customer's letters.
#[tool(read, ask_if = |letters| letters.most.is_none())]
pub fn read_letters(most: Option<u32>) -> u32 {
    most.unwrap_or(1)
}

/// Helps.
#[agent]
pub enum Support {
    #[prefetch]
    ReadLetters(ReadLetters),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::ReadLetters(ReadLetters { most: None });
}
