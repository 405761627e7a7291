use agent_core::tool;

struct Money(u64);

/// Pay money back.
#[tool]
fn refund(amount: u64) -> Money {
    Money(amount)
}

fn main() {}
