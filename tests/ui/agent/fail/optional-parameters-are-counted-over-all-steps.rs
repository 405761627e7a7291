use agent_core::prelude::*;

/// A filter.
#[agent_core::data]
pub struct Filter {
    f0: Option<u8>,
    f1: Option<u8>,
    f2: Option<u8>,
    f3: Option<u8>,
    f4: Option<u8>,
    f5: Option<u8>,
    f6: Option<u8>,
    f7: Option<u8>,
    f8: Option<u8>,
    f9: Option<u8>,
    f10: Option<u8>,
    f11: Option<u8>,
}

/// Find.
#[tool(read)]
pub fn find(filter: Filter) -> u64 {
    drop(filter);
    1
}

/// Count.
#[tool(read)]
pub fn count(filter: Filter, most: Option<u64>) -> u64 {
    drop((filter, most));
    1
}

/// Helps.
#[agent(profile = anthropic)]
pub enum Support {
    Find(Find),
    Count(Count),
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
