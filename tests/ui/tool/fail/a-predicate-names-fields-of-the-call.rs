use agent_core::tool;

/// Pay money back.
#[tool(destructive, ask_if = |r| r.amout > 500)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
