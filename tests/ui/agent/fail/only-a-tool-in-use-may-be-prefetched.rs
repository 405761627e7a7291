use agent_core::prelude::*;

/// List the tags.
#[tool(read)]
pub fn list_tags() -> Vec<String> {
    Vec::new()
}

/// Helps.
#[agent]
pub enum Support {
    /// Ask.
    #[prefetch]
    #[ask]
    Ask { question: String },
    /// Sleep.
    #[prefetch]
    #[wait]
    Sleep { seconds: u64 },
    #[prefetch]
    #[retired]
    ListTags(ListTags),
    /// Reply.
    #[prefetch(only)]
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::Sleep { seconds: 1 };
}
