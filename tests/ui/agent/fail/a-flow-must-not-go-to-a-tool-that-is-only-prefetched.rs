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

impl Flow for Support {
    fn next(outcome: SupportOutcome, _: &()) -> Next<Self> {
        match outcome {
            SupportOutcome::Started(_) => Next::go(ListTags {}),
            SupportOutcome::ListTags(..) => Next::ask_model(),
            SupportOutcome::Reply { .. } => Next::finish(),
            SupportOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}

fn main() {}
