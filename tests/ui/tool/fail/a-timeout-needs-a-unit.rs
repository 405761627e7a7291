use agent_core::tool;

/// Pay money back.
#[tool(timeout = "10")]
fn refund(amount: u64) -> u64 {
    amount
}

/// Pay money in.
#[tool(timeout = 10)]
fn pay(amount: u64) -> u64 {
    amount
}

fn main() {}
