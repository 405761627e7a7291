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

/// Look at the clock.
#[tool(read)]
pub fn the_time() -> u32 {
    1
}

/// Helps.
#[agent]
pub enum Support {
    #[prefetch(first)]
    ListTags(ListTags),
    #[prefetch = "only"]
    CountOrders(CountOrders),
    #[prefetch]
    #[prefetch(only)]
    TheTime(TheTime),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = (Support::ListTags(ListTags {}), Support::TheTime(TheTime {}));
}
