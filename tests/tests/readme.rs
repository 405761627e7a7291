//! The code of the front page, compiled and run; `tests/tests/book.rs` holds the page to it.
#![allow(
    missing_docs,
    deprecated,
    clippy::disallowed_names,
    clippy::missing_errors_doc,
    clippy::use_self,
    dead_code,
    reason = "the lines are those of the page"
)]

use agent_core::testkit::ScriptedModel;

#[agent_core::data]
#[derive(Default)]
pub struct Case {
    pub customer: String,
}

#[agent_core::data]
pub struct Order {
    pub cents: u64,
}

#[agent_core::data]
pub struct Receipt {
    pub cents: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("no order of this number")]
pub struct OrderError;

#[derive(Debug, thiserror::Error)]
#[error("the bank is closed")]
pub struct BankError;

pub struct Orders;

impl Orders {
    async fn find(&self, id: &str) -> Result<Order, OrderError> {
        std::future::ready(id).await;
        Ok(Order { cents: 100 })
    }
}

pub struct Bank;

impl Bank {
    async fn pay(&self, key: &str, order: &str, cents: u64) -> Result<Receipt, BankError> {
        std::future::ready((key, order)).await;
        Ok(Receipt { cents })
    }
}

#[derive(agent_core::Provide)]
pub struct Shop {
    orders: Orders,
    bank: Bank,
}

const fn shop() -> Shop {
    Shop {
        orders: Orders,
        bank: Bank,
    }
}

#[rustfmt::skip]
mod page {
    use super::{Bank, BankError, Case, Order, OrderError, Orders, Receipt, ScriptedModel, Shop, shop};

    use agent_core::prelude::*;

    /// Look up an order.
    #[tool(read)]
    async fn get_order(
        /// Order number as printed on the receipt, e.g. "A-1001".
        order_id: String,          // by value: the model fills it in
        orders: &Orders,           // by reference: you provide it; never in the schema
    ) -> Result<Order, OrderError> { orders.find(&order_id).await }

    /// Pay money back to the customer.
    #[tool(idempotent, destructive, ask_if = |r| r.cents > 50_000, timeout = "10s")]
    async fn refund(order_id: String, cents: u64, bank: &Bank, call: &CallContext) -> Result<Receipt, BankError> {
        bank.pay(&call.idempotency_key, &order_id, cents).await    // the same key if it is tried again
    }

    /// What the support agent may decide next.
    #[agent(prompt = "prompts/support.md", state = Case, deps = Shop, max_steps = 20)]
    enum Support {
        GetOrder(GetOrder),        // a tool call is a value, named after its function
        Refund(Refund),
        /// Ask the customer one question when you are not sure.
        #[ask(answer = String)] AskCustomer { question: String },
        /// Answer the customer and close the ticket.
        #[done] Reply { message: String },
    }

    impl State<Support> for Case {
        fn apply(&mut self, _: &SupportOutcome) {}
    }

    use agent_core::{files::FileStore, http::Client, port::Terminal, run::Runner};

    #[tokio::main]
    async fn main() -> Result<(), Box<dyn std::error::Error>> {
        let runner = Runner::<Support>::new(Client::from_env()?, shop())
            .store(FileStore::open(".threads")?)
            .human(Terminal::standard());
        // Begins the thread, or goes on with it, days later.
        let mut thread = runner.open("ticket-7".parse()?, &Case::default()).await?;
        runner.send(&mut thread, "My parcel is lost").await?;
        let status = runner.run(&mut thread).await?;          // finished, stopped, or waiting for somebody
        match thread.answer::<Support>()? {
            Some(Support::Reply { message }) => println!("{message}"),
            _ => println!("{status:?} {:?}", thread.state().progress().stopped),
        }
        Ok(())
    }

    #[tokio::test]
    async fn the_agent_of_the_front_page_runs() {
        let model = ScriptedModel::new()
            .call("get_order", r#"{"order_id":"A-1001"}"#)
            .call("reply", r#"{"message":"It is on its way."}"#);
        let runner = Runner::<Support>::new(model, shop());
        let mut thread = runner
            .open("ticket-7".parse().unwrap(), &Case::default())
            .await
            .unwrap();
        runner.send(&mut thread, "My parcel is lost").await.unwrap();
        runner.run(&mut thread).await.unwrap();
        let answer = thread.answer::<Support>().unwrap();
        assert!(matches!(answer, Some(Support::Reply { message }) if message == "It is on its way."));
        let _: fn() -> Result<(), Box<dyn std::error::Error>> = main;
    }
}
