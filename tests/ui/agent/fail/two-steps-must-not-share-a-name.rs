use agent_core::prelude::*;

/// Helps.
#[agent]
pub enum Support {
    /// Ask.
    #[ask(name = "reply")]
    Ask { question: String },
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
