use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(orders: Vec<Ordr>) -> Result<Option<Recept>, BankErorr> {
    Ok(None)
}

fn main() {}
