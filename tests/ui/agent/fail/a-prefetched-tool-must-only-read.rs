use agent_core::prelude::*;

/// Begin the day.
#[tool(write)]
pub fn begin_day() -> u32 {
    1
}

/// Count the stock.
#[tool(idempotent)]
pub fn count_stock() -> u32 {
    1
}

/// Helps.
#[agent]
pub enum Support {
    #[prefetch]
    BeginDay(BeginDay),
    #[prefetch(only)]
    CountStock(CountStock),
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {
    let _ = Support::BeginDay(BeginDay {});
}
