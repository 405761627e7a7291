use agent_core::prelude::*;

pub struct Shop;
pub struct Bank;

/// Look an article up.
#[tool(read)]
pub async fn look(article: String, shop: &Shop) -> String {
    let _ = shop;
    article
}

/// Say the time.
#[tool(read)]
pub fn tell(cx: &CallContext) -> String {
    cx.attempt.to_string()
}

/// Pay.
#[tool]
pub fn pay(amount: u64, bank: &Bank, shop: &Shop) -> u64 {
    let _ = (bank, shop);
    amount
}

/// Helps.
#[agent]
pub enum Support {
    Look(Look),
    Tell(Tell),
    #[tool(pay)]
    Charge { amount: u64 },
    /// Reply.
    #[done]
    Reply { message: String },
}

fn main() {}
