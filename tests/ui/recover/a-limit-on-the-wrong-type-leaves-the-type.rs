//! One mistake, and every use of what it stands on still compiles.

use agent_core::prelude::*;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;

#[agent_core::data]
#[derive(Default, PartialEq)]
pub struct Receipt {
    #[schema(range(1..=40))]
    number: String,
    cents: u64,
}

pub struct Bank(u64);

#[derive(Provide)]
pub struct Shop {
    bank: Bank,
}

/// Pay money back.
#[tool(idempotent, ask_if = |call| call.amount > 500)]
pub async fn refund(
    /// How much.
    #[schema(range(1..=1000))]
    amount: u64,
    note: String,
    bank: &Bank,
) -> Result<Receipt, String> {
    Ok(Receipt { number: note, cents: amount.min(bank.0) })
}

#[agent_core::data]
#[derive(Default)]
pub struct Case {
    receipts: Vec<Receipt>,
}

impl State<Support> for Case {
    fn apply(&mut self, outcome: &SupportOutcome) {
        if let SupportOutcome::Refund(_, Ok(receipt)) = outcome {
            self.receipts.push(receipt.clone());
        }
    }
}

/// Helps customers.
#[agent(state = Case, deps = Shop, max_steps = 9)]
pub enum Support {
    Refund(Refund),
    /// Ask the customer.
    #[ask(answer = bool)]
    Confirm { question: String },
    /// Close the ticket.
    #[done]
    Reply { message: String },
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, _: &Case) -> Next<Self> {
        match outcome {
            SupportOutcome::Started(_) => Next::go(Refund { amount: 3, note: String::new() }),
            SupportOutcome::Refund(Refund { note, .. }, Ok(receipt)) if receipt.cents > 0 => {
                Next::go(Support::Reply { message: note })
            }
            SupportOutcome::Refund(..) => Next::ask_model(),
            SupportOutcome::Confirm { answer, .. } => {
                if answer { Next::ask_model() } else { Next::wait() }
            }
            SupportOutcome::Reply { .. } => Next::finish(),
            SupportOutcome::Failed(_) => Next::fallback(Support::Reply { message: "sorry".into() }),
        }
    }
}

fn main() {
    let call = Refund { amount: 3, note: "n".to_owned() };
    let _ = (call.clone() == call, format!("{call:?}"), Support::SPEC.name, Receipt::default());
    let shop = Shop { bank: Bank(1) };
    drop(refund(call.amount, call.note, &shop.bank));
    let runner = Runner::<Support>::new(ScriptedModel::new(), shop);
    drop(runner);
}
