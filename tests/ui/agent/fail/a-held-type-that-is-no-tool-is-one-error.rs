use agent_core::prelude::*;

struct Thing;

/// Helps.
#[agent]
enum Support {
    Do(Thing),
    /// End.
    #[done]
    Reply {
        message: String,
    },
}

fn main() {}
