//! The idea in one screen, as a program: every line of the book's first example, run to its end.
#![allow(missing_docs, reason = "the shop is made up")]
#![allow(
    clippy::match_same_arms,
    clippy::missing_errors_doc,
    clippy::use_self,
    reason = "the lines are those of the book"
)]

use agent_core::event::ThreadId;
use agent_core::port::{ModelError, TimeLimit};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;

#[agent_core::data]
#[derive(PartialEq)]
pub struct OrderId(String);

#[agent_core::data]
#[derive(Copy, PartialEq, PartialOrd)]
pub struct Cents(u64);

#[agent_core::data]
pub struct Order {
    pub id: OrderId,
    pub total: Cents,
    pub lost: bool,
}

#[agent_core::data]
pub struct Receipt {
    pub paid: Cents,
}

#[derive(Debug, thiserror::Error)]
#[error("no order of this number")]
pub struct OrderError;

#[derive(Debug, thiserror::Error)]
#[error("the bank is closed")]
pub struct BankError;

pub struct Orders {
    known: Vec<Order>,
}

pub struct Bank {
    open: bool,
}

impl Orders {
    async fn find(&self, id: &OrderId) -> Result<Order, OrderError> {
        std::future::ready(()).await;
        let found = self.known.iter().find(|order| order.id == *id);
        found.cloned().ok_or(OrderError)
    }
}

impl Bank {
    async fn pay(&self, key: &str, amount: Cents) -> Result<Receipt, BankError> {
        std::future::ready(key).await;
        let receipt = Receipt { paid: amount };
        if self.open {
            Ok(receipt)
        } else {
            Err(BankError)
        }
    }
}

impl Receipt {
    fn thanks(&self) -> String {
        format!("{} cents are on their way.", self.paid.0)
    }
}

#[derive(Provide)]
pub struct Shop {
    orders: Orders,
    bank: Bank,
}

/// Look up an order.
#[tool(read)]
pub async fn get_order(
    /// Order number as printed on the receipt, e.g. "A-1001".
    order_id: OrderId,
    orders: &Orders,
) -> Result<Order, OrderError> {
    orders.find(&order_id).await
}

/// Pay money back to the customer.
#[tool(idempotent, destructive, ask_if = |r| r.amount > Cents(50_000), timeout = "10s")]
pub async fn refund(
    order_id: OrderId,
    amount: Cents,
    bank: &Bank,
    call: &CallContext,
) -> Result<Receipt, BankError> {
    let key = format!("{}/{}", call.idempotency_key, order_id.0);
    bank.pay(&key, amount).await
}

const HANDOVER: &str = "A colleague will write to you.";

/// What the support agent may decide next.
#[agent(prompt = "prompts/desk.md", state = Case, deps = Shop, max_steps = 20, allow(prompt_when_to_ask, prompt_errors, reason = "a prompt for tests"))]
pub enum Support {
    GetOrder(GetOrder),
    #[tool(refund)]
    Refund {
        order_id: OrderId,
        amount: Cents,
    },
    /// Ask the customer one question when you are not sure.
    #[ask(answer = String)]
    AskCustomer {
        question: String,
    },
    /// Answer the customer and close the ticket.
    #[done]
    Reply {
        message: String,
    },
}

#[agent_core::data]
pub struct Case {
    pub customer: String,
    pub refunds: Vec<Cents>,
    pub reply: Option<String>,
}

impl State<Support> for Case {
    fn apply(&mut self, outcome: &SupportOutcome) {
        match outcome {
            SupportOutcome::Refund(_, Ok(receipt)) => self.refunds.push(receipt.paid),
            SupportOutcome::Reply { message } => self.reply = Some(message.clone()),
            _ => {}
        }
    }
}

fn refund_of(order: &Order) -> Refund {
    Refund {
        order_id: order.id.clone(),
        amount: order.total,
    }
}

impl Flow for Support {
    fn next(outcome: SupportOutcome, _case: &Case) -> Next<Self> {
        match outcome {
            SupportOutcome::Started(..) | SupportOutcome::AskCustomer { .. } => Next::ask_model(),
            SupportOutcome::GetOrder(_, Ok(order)) if order.lost => Next::go(refund_of(&order)),
            SupportOutcome::GetOrder(..) => Next::ask_model(),
            SupportOutcome::Refund(_, Ok(receipt)) => Next::go(Support::Reply {
                message: receipt.thanks(),
            }),
            SupportOutcome::Refund(_, Err(_failure)) => Next::ask_model(),
            SupportOutcome::Reply { .. } => Next::finish(),
            SupportOutcome::Failed(_model) => Next::fallback(Support::Reply {
                message: HANDOVER.into(),
            }),
        }
    }
}

fn shop(total: u64, open: bool) -> Shop {
    let order = Order {
        id: OrderId("A-1001".into()),
        total: Cents(total),
        lost: true,
    };
    Shop {
        orders: Orders { known: vec![order] },
        bank: Bank { open },
    }
}

/// Where a thread stands after one message, and its case.
async fn run(model: ScriptedModel, shop: Shop) -> (Status, Case) {
    let runner = Runner::<Support>::new(model, shop);
    let id: ThreadId = "ticket-7".parse().unwrap();
    let case = Case {
        customer: "Ann".into(),
        refunds: Vec::new(),
        reply: None,
    };
    let mut thread = runner.start(id, &case).await.unwrap();
    runner.send(&mut thread, "A-1001 is lost").await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    let case = thread.state().business::<Case>().unwrap().clone();
    (status, case)
}

fn look_up() -> ScriptedModel {
    ScriptedModel::new().call("get_order", r#"{"order_id":"A-1001"}"#)
}

#[tokio::test]
async fn a_lost_order_is_paid_back_without_asking_the_model_again() {
    let (status, case) = run(look_up(), shop(4_200, true)).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(case.refunds, [Cents(4_200)]);
    assert_eq!(case.reply.unwrap(), "4200 cents are on their way.");
}

#[tokio::test]
async fn a_large_refund_waits_for_a_person() {
    let (status, case) = run(look_up(), shop(50_001, true)).await;
    assert_eq!(status, Status::AwaitingApproval);
    assert!(case.refunds.is_empty());
}

#[tokio::test]
async fn the_model_is_told_why_a_refund_failed() {
    let model = look_up().call("reply", r#"{"message":"Sorry, the bank is closed."}"#);
    let (status, case) = run(model, shop(4_200, false)).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(case.reply.unwrap(), "Sorry, the bank is closed.");
}

#[tokio::test]
async fn a_model_that_cannot_be_reached_hands_over() {
    let late = ModelError::Timeout {
        which: TimeLimit::Total,
        after_ms: 7,
    };
    let model = ScriptedModel::new().fail(late);
    let (status, case) = run(model, shop(4_200, true)).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(case.reply.unwrap(), HANDOVER);
}
