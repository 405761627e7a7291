use agent_core::tool;

/// Pay money back.
#[tool(idempotent, atempts = 3)]
fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
