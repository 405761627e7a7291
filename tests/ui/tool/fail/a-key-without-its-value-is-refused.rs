use agent_core::tool;

/// Pay money back.
#[tool(ask_if, destructive)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
