use agent_core::tool;

/// Pay money back.
#[tool(name = "refund money")]
fn refund(amount: u64) -> u64 {
    amount
}

/// Pay money in.
#[tool]
fn überweisen(amount: u64) -> u64 {
    amount
}

fn main() {
    let _ = Überweisen { amount: 1 };
}
