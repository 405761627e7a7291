use agent_core::tool;

struct Money(u64);

/// Pay money back.
#[tool]
async fn refund(amount: u64) -> Result<Money, String> {
    Ok(Money(amount))
}

fn main() {}
