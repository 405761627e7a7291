use agent_core::tool;

struct Money(u64);

/// Pay money back.
#[tool]
fn refund(amount: Money) -> u64 {
    amount.0
}

fn main() {
    let _ = Refund { amount: Money(1) };
}
