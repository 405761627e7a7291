use agent_core::tool;

struct Result(u64);

/// Pay money back.
#[tool]
fn refund(amount: u64) -> Result {
    Result(amount)
}

fn main() {}
