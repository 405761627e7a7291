use agent_core::prelude::*;

#[data]
pub struct Case {
    pub open: bool,
}

/// Helps.
#[agent(state = Case)]
pub enum Support {
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
