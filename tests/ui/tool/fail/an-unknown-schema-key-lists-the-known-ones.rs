use agent_core::tool;

/// Pay money back.
#[tool]
fn refund(#[schema(defualt = 3)] amount: u64) -> u64 {
    amount
}

fn main() {}
