use agent_core::prelude::*;

/// A folder.
#[agent_core::data]
pub struct Folder {
    name: String,
    below: Vec<Folder>,
}

/// A link, which gemini takes.
#[agent_core::data]
pub struct Link {
    next: Option<Box<Link>>,
}

/// Tidy up.
#[tool]
pub fn tidy(root: Folder, link: Link) -> u64 {
    drop((root, link));
    1
}

/// Helps.
#[agent(profile = gemini)]
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
