use agent_core::tool::{Call, CallContext};
use agent_core::{Provide, tool};

struct Bank;
struct Orders;

#[derive(Provide)]
struct Desk {
    orders: Orders,
}

/// Pay money back.
#[tool]
async fn refund(amount: u64, bank: &Bank) -> u64 {
    let _ = bank;
    amount
}

fn runs<T: Call<Desk>>() {}

fn main() {
    runs::<Refund>();
    let _ = (Desk { orders: Orders }, CallContext::new("a"));
}
