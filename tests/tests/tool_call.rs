//! A tool is an ordinary function, and its call is an ordinary value.
#![expect(clippy::unused_async, reason = "a tool may be async without a reason")]

use std::fmt;
use std::sync::Arc;

use agent_core::contract::{Class, Gate};
use agent_core::schema::{Bound, Kind, Limit};
use agent_core::tool::{Call, CallContext, Failure, FailureKind, Tool};
use agent_core::{Provide, tool};

/// Finds orders.
#[derive(Debug, Default)]
pub struct Orders {
    known: Vec<String>,
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Seconds.
    fn now(&self) -> u64;
}

struct Fixed(u64);

impl Clock for Fixed {
    fn now(&self) -> u64 {
        self.0
    }
}

#[derive(Provide)]
struct Shop {
    orders: Orders,
    clock: Arc<dyn Clock>,
}

#[derive(Provide)]
struct Desk {
    orders: Box<Orders>,
    #[provide(skip)]
    _second: Orders,
}

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize, thiserror::Error)]
#[error("no order {order_id}")]
struct NoOrder {
    order_id: String,
}

/// Look up an order.
///
/// Returns its place in the book.
#[tool(read)]
async fn get_order(
    /// Order number as printed on the receipt.
    order_id: String,
    orders: &Orders,
) -> Result<u64, NoOrder> {
    std::future::ready(()).await;
    let place = orders.known.iter().position(|known| *known == order_id);
    place.map(|place| place as u64).ok_or(NoOrder { order_id })
}

/// Tell the time.
#[tool(read, concurrent = false)]
fn now(clock: &dyn Clock) -> u64 {
    clock.now()
}

/// Pay money back.
#[tool(
    name = "refund-v2",
    version = 2,
    call = RefundCall,
    idempotent,
    destructive,
    ask_if = |r| r.amount > 500,
    timeout = "1m 30s",
    attempts = 3,
    concurrent
)]
async fn refund(order_id: String, amount: u64, call: &CallContext) -> anyhow::Result<String> {
    anyhow::ensure!(amount > 0, "nothing to pay back for {order_id}");
    Ok(format!("{order_id} {amount} {}", call.idempotency_key))
}

/// Count to a number.
#[tool]
async fn count(
    to: Option<u32>,
    #[schema(default = 2)] step: u32,
    #[schema(default)] dry: bool,
) -> u32 {
    if dry { 0 } else { to.unwrap_or(10) / step }
}

/// Order some of them.
#[tool]
async fn order(
    #[schema(range(1..=50))] pieces: u32,
    #[schema(length(1..=3))] names: Vec<String>,
) -> u32 {
    pieces * u32::from(names.is_empty())
}

/// Forget everything.
#[tool(destructive)]
fn forget() {}

fn shop() -> Shop {
    let known = vec!["A-1".to_owned(), "A-2".to_owned()];
    Shop {
        orders: Orders { known },
        clock: Arc::new(Fixed(7)),
    }
}

fn cx() -> CallContext {
    CallContext::new("thread/1")
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[tokio::test]
async fn the_function_stays_an_ordinary_function() {
    assert_eq!(get_order(text("A-2"), &shop().orders).await, Ok(1));
    assert_eq!(now(&Fixed(3)), 3);
}

#[tokio::test]
async fn one_tool_runs_with_two_kinds_of_deps() {
    let call = GetOrder {
        order_id: text("A-2"),
    };
    assert_eq!(call.clone().call(&shop(), &cx()).await, Ok(1));
    let desk = Desk {
        orders: Box::default(),
        _second: Orders::default(),
    };
    let failure = call.call(&desk, &cx()).await.unwrap_err();
    assert_eq!(failure.message, "no order A-2");
}

#[tokio::test]
async fn a_trait_object_and_the_context_come_from_the_deps() {
    assert_eq!(Now.call(&shop(), &cx()).await, Ok(7));
    let call = RefundCall {
        order_id: text("A-1"),
        amount: 5,
    };
    assert_eq!(call.call(&shop(), &cx()).await, Ok(text("A-1 5 thread/1")));
}

#[tokio::test]
async fn a_failure_keeps_an_error_that_has_a_json_form() {
    let call = GetOrder {
        order_id: text("B"),
    };
    let failure = call.call(&shop(), &cx()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Error);
    assert_eq!(
        failure.detail(),
        Some(NoOrder {
            order_id: text("B")
        })
    );
}

#[tokio::test]
async fn a_failure_shows_an_error_that_has_only_a_text() {
    let call = RefundCall {
        order_id: text("B"),
        amount: 0,
    };
    let failure = call.call(&shop(), &cx()).await.unwrap_err();
    let expected = Failure::new(FailureKind::Error, "nothing to pay back for B");
    assert_eq!(failure, expected);
}

#[test]
fn a_call_is_written_as_its_arguments_and_read_back() {
    let call = RefundCall {
        order_id: text("A-1"),
        amount: 5,
    };
    let json = serde_json::to_string(&call).unwrap();
    assert_eq!(json, r#"{"order_id":"A-1","amount":5}"#);
    assert_eq!(RefundCall::from_json(&json).unwrap(), call);
    assert_ne!(
        RefundCall {
            amount: 6,
            ..call.clone()
        },
        call
    );
    assert_eq!(format!("{call:?}"), format!("RefundCall {json}"));
    assert_eq!(serde_json::to_string(&Forget).unwrap(), "{}");
    assert_eq!(Forget::from_json("{}").unwrap(), Forget);
}

#[test]
fn arguments_that_do_not_fit_are_refused() {
    assert!(RefundCall::from_json(r#"{"order_id":"A-1","amount":"much"}"#).is_err());
    assert!(GetOrder::from_json(r#"{"order_id":7}"#).is_err());
}

#[test]
fn missing_optional_arguments_take_their_defaults() {
    let count = |json| Count::from_json(json).unwrap();
    assert_eq!(
        count("{}"),
        Count {
            to: None,
            step: 2,
            dry: false
        }
    );
    assert_eq!(
        count(r#"{"to":4,"step":1,"dry":true}"#),
        Count {
            to: Some(4),
            step: 1,
            dry: true
        }
    );
}

#[test]
fn the_contract_says_what_was_written() {
    let contract = RefundCall::CONTRACT;
    assert_eq!((contract.name, contract.version), ("refund-v2", 2));
    assert_eq!(contract.doc, "Pay money back.");
    assert_eq!(
        (contract.class, contract.gate),
        (Class::Idempotent, Gate::AskIf)
    );
    assert_eq!(contract.timeout, Some(std::time::Duration::from_secs(90)));
    assert_eq!(
        (contract.attempts, contract.concurrent, contract.blocking),
        (3, true, false)
    );
}

#[test]
fn a_bare_tool_is_a_write_that_never_runs_twice() {
    let contract = Count::CONTRACT;
    assert_eq!((contract.class, contract.gate), (Class::Write, Gate::Open));
    assert_eq!(
        (contract.timeout, contract.attempts, contract.concurrent),
        (None, 1, false)
    );
    assert_eq!(
        (Forget::CONTRACT.gate, Forget::CONTRACT.blocking),
        (Gate::Always, true)
    );
    assert!(GetOrder::CONTRACT.concurrent && !Now::CONTRACT.concurrent);
}

#[test]
fn the_predicate_decides_who_is_asked() {
    let refund = |amount| RefundCall {
        order_id: text("A-1"),
        amount,
    };
    assert!(refund(501).ask_if());
    assert!(!refund(500).ask_if());
    assert!(Forget.ask_if());
    assert!(!Now.ask_if());
}

#[test]
fn the_field_table_follows_the_signature() {
    let contract = GetOrder::CONTRACT;
    assert_eq!(
        contract.doc,
        "Look up an order.\n\nReturns its place in the book."
    );
    let Kind::Struct(fields) = &contract.arguments.kind else {
        panic!("an object")
    };
    let [field] = fields.list else {
        panic!("the dep is no argument")
    };
    assert_eq!(
        (field.name, field.doc),
        ("order_id", "Order number as printed on the receipt.")
    );
    assert!(field.required && fields.closed);
    assert!(
        field.place.contains("tool_call.rs:") && field.place.ends_with(":5"),
        "{}",
        field.place
    );
    let Kind::Struct(fields) = &Count::CONTRACT.arguments.kind else {
        panic!("an object")
    };
    assert!(fields.list.iter().all(|field| !field.required));
}

#[test]
fn limits_of_parameters_stand_in_the_field_table() {
    let Kind::Struct(fields) = &Order::CONTRACT.arguments.kind else {
        panic!("an object")
    };
    let range = [
        Bound::Minimum(Limit::Integer(1)),
        Bound::Maximum(Limit::Integer(50)),
    ];
    assert_eq!(fields.list[0].bounds, range);
    assert_eq!(
        fields.list[1].bounds,
        [Bound::MinLength(1), Bound::MaxLength(3)]
    );
    let schema = agent_core::schema::json_schema(Order::CONTRACT.arguments);
    assert!(schema.contains(r#""maximum":50"#), "{schema}");
}

#[test]
fn a_changed_text_changes_the_fingerprint() {
    mod twin {
        /// Forget everything!
        #[agent_core::tool(destructive)]
        pub(super) fn forget() {}
    }
    let other = twin::Forget::CONTRACT.fingerprint();
    assert_ne!(Forget::CONTRACT.fingerprint(), other);
}

/// An error without a JSON form and without `Error`.
struct Silent;

impl fmt::Display for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("silence")
    }
}

/// Say nothing.
#[tool]
fn say() -> Result<(), Silent> {
    Err(Silent)
}

#[tokio::test]
async fn an_error_needs_only_display() {
    let failure = Say.call(&(), &cx()).await.unwrap_err();
    assert_eq!(
        (failure.message.as_str(), &failure.detail),
        ("silence", &None)
    );
}

#[derive(Provide)]
struct Wide<B> {
    first: Vec<B>,
    bare: B,
    orders: &'static Orders,
}

/// Count the orders.
#[tool(read)]
fn no_orders(orders: &Orders, first: &Vec<bool>) -> bool {
    orders.known.is_empty() && first.is_empty()
}

#[tokio::test]
async fn generic_deps_lend_all_but_bare_parameters() {
    static NONE: Orders = Orders { known: Vec::new() };
    let wide = Wide {
        first: Vec::<bool>::new(),
        bare: true,
        orders: &NONE,
    };
    assert_eq!(NoOrders.call(&wide, &cx()).await, Ok(wide.bare));
}
