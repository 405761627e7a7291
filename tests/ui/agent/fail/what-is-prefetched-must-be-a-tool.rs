use agent_core::prelude::*;

pub struct Tags;

/// Helps.
#[agent]
pub enum Support {
    #[prefetch]
    ListTags(Tags),
    #[prefetch(only)]
    Orders(tools::Orders),
    /// Reply.
    #[done]
    Reply { message: String },
}

pub mod tools {}

fn main() {
    let _ = Support::ListTags(Tags);
}
