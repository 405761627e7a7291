use agent_core::tool;

/// Pay money back.
#[tool(version = 0)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
