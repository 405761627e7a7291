use agent_core::tool;

/// Pay money back.
#[tool]
fn refund(#[schema(default)] amount: u64, #[schema(default)] bank: &String) -> u64 {
    let _ = bank;
    amount
}

fn main() {}
