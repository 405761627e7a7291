use agent_core::tool;

#[tool]
fn refund(amount: u64) {
    let _ = amount;
}

fn main() {
    refund(1);
    let _ = Refund { amount: 1 };
}
