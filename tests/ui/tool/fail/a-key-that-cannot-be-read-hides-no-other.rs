use agent_core::tool;

/// Pay money back.
#[tool(name = , attempts 3, version = 0)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {
    let _ = Refund { amount: 1 };
}
