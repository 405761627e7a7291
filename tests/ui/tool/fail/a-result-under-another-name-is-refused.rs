use agent_core::tool;

type Paid = Result<u64, String>;

/// Pay money back.
#[tool]
fn refund(amount: u64) -> Paid {
    Ok(amount)
}

fn main() {}
