use agent_core::tool;

struct Broke;

/// Pay money back.
#[tool]
async fn refund(amount: u64) -> Result<u64, Broke> {
    if amount > 0 { Err(Broke) } else { Ok(amount) }
}

fn main() {}
