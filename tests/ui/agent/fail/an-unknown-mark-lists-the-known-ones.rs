use agent_core::prelude::*;
/// Deps.
pub struct Bank(u8);
/// Shop.
#[derive(Provide)]
pub struct Shop {
    pub bank: Bank,
}
/// Refund.
#[tool]
pub fn refund(order_id: String, amount: u64, bank: &Bank) -> Result<u64, String> {
    Ok(amount + u64::from(bank.0) + order_id.len() as u64)
}
/// Look.
#[tool(read)]
pub fn look(id: u64) -> u64 {
    id
}
/// State.
#[data]
#[derive(Default)]
pub struct Case {
    pub n: u8,
}
impl State<Support> for Case {
    fn apply(&mut self, o: &SupportOutcome) {
        let _ = o;
    }
}
/// Agent.
#[agent(state = Case, deps = Shop)]
pub enum Support {
    Look(Look),
    /// A.
    #[hand(Billing)]
    Ask {
        q: String,
    },
    /// Reply.
    #[done]
    Reply {
        message: String,
    },
}

fn main() {}
