use agent_core::prelude::*;

/// Pay.
#[tool(call = Payment)]
pub(crate) fn pay(amount: u64, from: String to: String) -> String {
    format!("{amount} {from} {to}")
}

/// Helps.
#[agent]
pub enum Support {
    Pay(Payment),
    /// Reply.
    #[done]
    Reply { message: String },
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, _: &()) -> Next<Self> {
        match outcome {
            SupportOutcome::Pay(Payment { amount, .. }, Ok(text)) => {
                Next::stop(&format!("{amount} {text}"))
            }
            _ => Next::ask_model(),
        }
    }
}

fn main() {}
