use agent_core::prelude::*;

/// Look an article up.
#[tool = "read"]
pub fn look(article: String) -> String {
    article
}

/// Helps.
#[agent]
pub enum Support {
    Look(Look),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {}
