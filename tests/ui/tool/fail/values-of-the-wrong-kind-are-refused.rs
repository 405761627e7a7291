use agent_core::tool;

/// Pay money back.
#[tool(name = refund, version = "2", call = "Refund", concurrent = "yes")]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
