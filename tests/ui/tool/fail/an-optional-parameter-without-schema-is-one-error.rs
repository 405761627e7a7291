use agent_core::tool;

struct Money(u64);

/// Pay money back.
#[tool]
async fn refund(amount: Option<Money>) -> u64 {
    amount.map_or(0, |amount| amount.0)
}

fn main() {}
