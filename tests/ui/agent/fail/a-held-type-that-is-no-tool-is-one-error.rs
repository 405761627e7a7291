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

impl Flow for Support {
    fn next(outcome: SupportOutcome, _: &()) -> Next<Self> {
        let _ = outcome;
        Next::go(Thing)
    }
}

fn main() {}
