use agent_core::tool;

/// Pay money back.
#[tool]
unsafe fn refund(amount: u64) -> u64 {
    amount
}

fn main() {}
