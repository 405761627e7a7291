use agent_core::prelude::*;

/// List the tags.
#[tool(read)]
pub fn list_tags() -> Vec<String> {
    Vec::new()
}

/// Helps.
#[agent]
pub enum Support {
    #[prefetch(only)]
    ListTags(ListTags),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn length(step: &Support) -> usize {
    match step {
        Support::ListTags(_) => 0,
        Support::Reply { message } => message.len(),
    }
}

fn main() {
    let _ = length(&Support::Reply { message: String::new() });
}
