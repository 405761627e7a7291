use agent_core::prelude::*;

use std::collections::BTreeMap;

/// Helps.
#[agent]
pub enum Support {
    /// Reply.
    #[done]
    Reply {
        message: String,
        links: Option<BTreeMap<String, String>>,
    },
}

fn main() {
    match Support::started(Start { message: String::new() }) {
        SupportOutcome::Reply { message, links } => drop((message, links)),
        _ => {}
    }
}
