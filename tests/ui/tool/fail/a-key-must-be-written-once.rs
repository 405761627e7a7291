use agent_core::tool;

/// Pay money back.
#[tool(timeout = "10s", timeout = "20s")]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
