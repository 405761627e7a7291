use agent_core::tool;

/// Pay money back.
#[tool(destructive = true)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
