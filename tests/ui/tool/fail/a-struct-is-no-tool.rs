use agent_core::tool;

/// Pay money back.
#[tool]
pub struct Refund {
    pub amount: u64,
}

fn main() {
    let _ = Refund { amount: 1 };
}
