//! The agent: its steps, its state and its flow.

use agent_core::prelude::*;

use super::{GetOrder, Order, OrderId, Receipt, Refund, Shop};

/// What is known of the customer when the ticket opens, and what the thread adds.
#[agent_core::data]
pub struct Case {
    /// The customer's name.
    pub customer: String,
    /// The numbers of their orders, so that the model need not ask for them.
    pub orders: Vec<OrderId>,
    /// What was paid back so far, in cents.
    pub refunded: u64,
}

/// What the support agent may decide next.
#[agent(
    prompt = "prompts/support.md",
    state = Case,
    deps = Shop,
    max_steps = 20,
    allow(prompt_errors, reason = "the recordings answer this very prompt")
)]
pub enum Support {
    /// A tool call is a value, named after its function.
    GetOrder(GetOrder),
    /// The same, for the refund.
    Refund(Refund),
    /// Ask the customer one question when you are not sure.
    #[ask(answer = String)]
    AskCustomer {
        /// The question.
        question: String,
    },
    /// Answer the customer and close the ticket.
    #[done]
    Reply {
        /// What the customer reads.
        message: String,
    },
}

impl State<Support> for Case {
    fn apply(&mut self, outcome: &SupportOutcome) {
        if let SupportOutcome::Refund(_, Ok(receipt)) = outcome {
            self.refunded += receipt.amount.0;
        }
    }
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, _case: &Case) -> Next<Self> {
        match outcome {
            // A lost parcel needs no model: from the order straight to the refund.
            SupportOutcome::GetOrder(_, Ok(order)) if order.lost => Next::go(refund_of(&order)),
            SupportOutcome::Refund(_, Ok(receipt)) => Next::go(thanks(&receipt)),
            SupportOutcome::Started(_)
            | SupportOutcome::GetOrder(..)
            | SupportOutcome::AskCustomer { .. }
            | SupportOutcome::Refund(_, Err(_)) => Next::ask_model(),
            SupportOutcome::Reply { .. } => Next::finish(),
            SupportOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}

/// The whole price of an order.
#[must_use]
pub fn refund_of(order: &Order) -> Refund {
    Refund {
        order_id: order.id.clone(),
        amount: order.total,
    }
}

/// The last word after a refund.
#[must_use]
pub fn thanks(receipt: &Receipt) -> Support {
    let (amount, number) = (receipt.amount, &receipt.number);
    Support::Reply {
        message: format!(
            "I am sorry that your parcel was lost. {amount} are on their way back to you (receipt {number})."
        ),
    }
}
