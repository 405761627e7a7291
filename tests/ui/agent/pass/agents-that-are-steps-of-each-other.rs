#![deny(warnings)]

use agent_core::prelude::*;

/// Answers questions about money.
#[agent]
enum Billing {
    /// Have a customer asked.
    #[sub(Support)]
    Customer { question: String, of: u32 },
    /// Say what was done.
    #[done]
    Settled { message: String, cents: u64 },
    /// Say nothing.
    #[done]
    Nothing,
}

/// Helps.
#[agent]
pub enum Support {
    /// Have a question about money answered.
    #[sub(Billing)]
    Money { question: String },
    /// Have it answered as before.
    #[sub(Billing, name = "old_money")]
    #[retired]
    OldMoney { question: String },
    /// Reply.
    #[done]
    Reply { message: String },
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, (): &()) -> Next<Self> {
        match outcome {
            SupportOutcome::Started(_) => Next::ask_model(),
            SupportOutcome::Money { result, .. } | SupportOutcome::OldMoney { result, .. } => {
                match result {
                    Ok(BillingDone::Settled { message, cents }) => Next::go(Support::Reply {
                        message: format!("{message}: {cents}"),
                    }),
                    Ok(BillingDone::Nothing) => Next::finish(),
                    Err(failure) => Next::stop(failure.message),
                }
            }
            SupportOutcome::Reply { .. } => Next::finish(),
            SupportOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}

fn main() {}
