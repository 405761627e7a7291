use agent_core::prelude::*;

/// List the tags.
#[tool(read)]
pub fn list_tags() -> Vec<String> {
    Vec::new()
}

/// Count the orders.
#[tool(read)]
pub fn count_orders() -> u32 {
    1
}

/// Helps.
#[agent(max_steps = 2)]
pub enum Support {
    #[prefetch]
    ListTags(ListTags),
    #[prefetch(only)]
    CountOrders(CountOrders),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::ListTags(ListTags {});
}
