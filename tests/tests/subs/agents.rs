//! A desk that hands questions about money to another agent.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use agent_core::prelude::*;

/// What was paid back.
#[derive(Debug, Default)]
pub(crate) struct Bank {
    pub(crate) paid: Mutex<Vec<String>>,
    pub(crate) calls: AtomicUsize,
}

/// What the billing agent's tools borrow.
#[derive(Debug, Default, agent_core::Provide)]
pub(crate) struct Counter {
    pub(crate) bank: std::sync::Arc<Bank>,
}

/// Look up what was paid.
#[tool(read)]
pub(crate) async fn find_payment(order: String) -> Result<u64, String> {
    order.strip_prefix("A-").map_or_else(
        || Err(format!("no order {order}")),
        |number| Ok(number.len() as u64 * 100),
    )
}

/// Pay money back.
#[tool(destructive)]
pub(crate) async fn pay_back(
    order: String,
    cents: u64,
    bank: &std::sync::Arc<Bank>,
    call: &agent_core::tool::CallContext,
) -> Result<u64, String> {
    bank.calls.fetch_add(1, Ordering::SeqCst);
    let mut paid = bank.paid.lock().map_err(|error| error.to_string())?;
    paid.push(format!("{order} {cents} {}", call.idempotency_key));
    Ok(cents)
}

/// Answers questions about money.
#[agent(deps = Counter, max_steps = 6)]
#[derive(Debug)]
pub(crate) enum Billing {
    FindPayment(FindPayment),
    PayBack(PayBack),
    /// Ask which order is meant.
    #[ask]
    AskOrder {
        question: String,
    },
    /// Wait until the bank has booked it.
    #[wait(event = "booked")]
    Booking {
        seconds: u64,
    },
    /// Say what was done.
    #[done]
    Settled {
        message: String,
        cents: u64,
    },
    /// Say why nothing was done.
    #[done]
    Refused {
        reason: String,
    },
}

/// Helps customers.
#[agent(max_steps = 9, max_tokens = 100_000)]
#[derive(Debug)]
pub(crate) enum Desk {
    /// Have a question about money answered.
    #[sub(Billing)]
    Money { question: String },
    /// Answer the customer.
    #[done]
    Reply { message: String },
}
