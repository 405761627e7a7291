use agent_core::prelude::*;

/// Pay money back.
#[tool(read)]
fn refund(orders: Vec<Lade>) -> Result<Option<Recept>, BankErorr> {
    Ok(None)
}

fn main() {}
