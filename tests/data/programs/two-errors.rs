use agent_core::prelude::*;

/// Pay money back.
#[tool(reed)]
fn refund(total: &str) {}

fn main() {
    refund("1");
}
