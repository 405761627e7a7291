//! Two agents in one module, with one tool, steps of the same names, and one a step of the other.
#![deny(warnings)]

use agent_core::prelude::*;

/// Look up an order.
#[tool(read)]
fn get_order(id: String) -> String {
    id
}

/// Helps with bills.
#[agent]
enum Billing {
    GetOrder(GetOrder),
    /// Reply.
    #[done]
    Reply { message: String },
}

/// Helps.
#[agent]
enum Support {
    GetOrder(GetOrder),
    /// Reply.
    #[done]
    Reply { message: String },
}

impl Flow for Billing {
    fn next(outcome: BillingOutcome, (): &()) -> Next<Self> {
        match outcome {
            BillingOutcome::GetOrder(_, Ok(_)) => Next::go(GetOrder { id: String::from("1") }),
            BillingOutcome::Reply { .. } => Next::finish(),
            _ => Next::ask_model(),
        }
    }
}

fn main() {
    let _ = (Billing::Reply { message: String::new() }, Support::Reply { message: String::new() });
    let (one, two) = (Billing::GetOrder(GetOrder { id: String::new() }), Support::GetOrder(GetOrder { id: String::new() }));
    let _ = (one, two);
}
