use agent_core::prelude::*;

pub struct Colour;

/// Helps.
#[agent]
pub enum Support {
    /// Ask.
    #[ask(answer = Colour)]
    Confirm { question: String },
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    match Support::started(Start { message: String::new() }) {
        SupportOutcome::Reply { message } => drop(message),
        _ => {}
    }
}
