//! One call of a tool of five fields: JSON text in, JSON text out.

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use agent_core::agent::Agent;
use agent_core::tool::CallContext;
use agent_core::{agent, data, tool};

/// The arguments as a model writes them.
pub(crate) const ARGUMENTS: &str = r#"{"order_id":"A-1001-2026-11","quantity":12,"urgency":"very_high","address":{"street":"Alt-Moabit 101, rear building, third floor","zip":"10559","city":"Berlin"},"notes":["leave it with the neighbours","do not ring the bell","it is a gift, no invoice"]}"#;

/// How soon an order is needed.
#[data]
#[serde(rename_all = "snake_case")]
pub(crate) enum Urgency {
    /// Some day.
    Low,
    /// This week.
    Normal,
    /// Today.
    VeryHigh,
}

/// Where an order goes.
#[data]
pub(crate) struct Address {
    /// Street and number.
    pub(crate) street: String,
    /// Postal code.
    pub(crate) zip: String,
    /// Town.
    pub(crate) city: String,
}

/// What was ordered.
#[data]
pub(crate) struct Receipt {
    /// As printed on the receipt.
    pub(crate) order_id: String,
    /// How many.
    pub(crate) quantity: u32,
    /// How soon.
    pub(crate) urgency: Urgency,
    /// Where to.
    pub(crate) address: Address,
    /// What else matters.
    pub(crate) notes: Vec<String>,
}

/// A text.
#[data]
pub(crate) struct Id {
    /// Any.
    pub(crate) id: String,
}

/// A text with a pattern.
#[data]
pub(crate) struct PatternedId {
    /// As printed.
    #[schema(pattern = "^[A-Z]-[0-9]{4}-[0-9]{4}-[0-9]{2}$")]
    pub(crate) id: String,
}

/// Order an article.
#[tool(read)]
pub(crate) async fn order(
    /// As printed on the receipt.
    order_id: String,
    /// How many.
    quantity: u32,
    /// How soon.
    urgency: Urgency,
    /// Where to.
    address: Address,
    /// What else matters.
    notes: Vec<String>,
) -> Receipt {
    black_box(Receipt {
        order_id,
        quantity,
        urgency,
        address,
        notes,
    })
}

/// An agent that orders.
#[agent(
    max_steps = 1000,
    allow(many_steps, reason = "a bench runs one thread for long")
)]
pub(crate) enum Buyer {
    Order(Order),
    /// Say what was done.
    #[done]
    Reply {
        /// To the user.
        message: String,
    },
}

/// The same arguments with serde's derive.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plain {
    order_id: String,
    quantity: u32,
    urgency: Urgency,
    address: Address,
    notes: Vec<String>,
}

/// The limit: serde's derive in, the function, serde's derive out.
pub(crate) fn limit(text: &str) -> String {
    let plain: Plain = serde_json::from_str(text).expect("arguments");
    let done = order(
        plain.order_id,
        plain.quantity,
        plain.urgency,
        plain.address,
        plain.notes,
    );
    serde_json::to_string(&ready(done)).expect("a result")
}

/// Ours: the step is found by its name, its arguments are checked and read, the tool runs.
pub(crate) fn dispatch<A: Agent<Deps = ()>>(name: &str, text: &str, deps: &Arc<()>) -> String {
    let index = A::table().find(name, 1).expect("a step");
    let run = A::STEPS[index].run.expect("a tool");
    let context = CallContext::new(String::new());
    ready(run(text, Arc::clone(deps), context).expect("arguments")).expect("a result")
}

/// The value of a future that never waits.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future: Pin<&mut _> = std::pin::pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the tool never waits"),
    }
}
