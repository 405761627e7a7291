use agent_core::prelude::*;

/// A folder.
#[agent_core::data]
pub struct Folder {
    name: String,
    below: Vec<Folder>,
}

/// Tidy up.
#[tool]
pub fn tidy(root: Folder) -> u64 {
    root.below.len() as u64
}

/// Helps.
#[agent(profile = anthropic)]
pub enum Support {
    Tidy(Tidy),
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
