//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

pub mod schema;
pub mod contract;
pub mod tool;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use agent_macros::{Schema, data};

/// Makes a struct lend what it holds: the deps that an agent's tools borrow from.
///
/// The struct provides itself and the type of each field; an `Arc<T>`, `Box<T>` or `&T` field
/// provides `T` too, so `Arc<dyn Clock>` answers a tool's `&dyn Clock`. Two fields may not provide
/// the same type: give one a newtype, or skip it.
///
/// | attribute | on | meaning |
/// |---|---|---|
/// | `#[provide(skip)]` | a field | lends nothing |
/// | `#[provide]` | a field whose type is a bare generic parameter | lends it after all; its bound must exclude `CallContext` |
/// | `#[provide(crate = path)]` | the struct | where agent-core is |
///
/// ```
/// use std::sync::Arc;
///
/// use agent_core::Provide;
/// use agent_core::tool::{CallContext, Provides};
///
/// trait Clock: Send + Sync {
///     fn now(&self) -> u64;
/// }
///
/// struct Fixed(u64);
///
/// impl Clock for Fixed {
///     fn now(&self) -> u64 {
///         self.0
///     }
/// }
///
/// #[derive(Provide)]
/// struct Shop {
///     clock: Arc<dyn Clock>,
/// }
///
/// let shop = Shop { clock: Arc::new(Fixed(7)) };
/// let call = CallContext::new("thread/1");
/// let clock: &dyn Clock = shop.provide(&call);
/// assert_eq!(clock.now(), 7);
/// ```
pub use agent_macros::Provide;

/// Makes a free function a tool: `fn get_order` stays as it is, and its call becomes the value
/// `GetOrder`.
///
/// A parameter taken by value is filled in by the model: its name, type and doc comment are what the
/// model sees. A parameter taken by reference comes from the agent's deps ([`Provide`]) and is never
/// shown; `&CallContext` is always at hand. The function's own doc comment is required: it tells the
/// model what the tool does. The function returns a `T` or a `Result<T, E>`, where `E` needs only
/// `Display`; if it is `Serialize` too, its JSON form is kept in [`Failure::detail`](tool::Failure::detail).
///
/// | key | meaning | without it |
/// |---|---|---|
/// | `read` · `idempotent` · `write` | changes nothing · may run again with the same key · never runs twice | `write` |
/// | `destructive` | a person is asked before each call | nobody is asked |
/// | `ask_if = \|call\| call.amount > 500` | a person is asked when this `fn(&Call) -> bool` says so | |
/// | `timeout = "1m 30s"` | how long a call may take; a `Duration` in a constant expression does too | the runner's |
/// | `attempts = 3` | how often a `read` or `idempotent` call is tried | 1 |
/// | `concurrent` · `concurrent = false` | whether it runs beside other calls of its batch | only `read` tools |
/// | `name = "get_order"` | the name that the model sees | the function's |
/// | `version = 2` | stands in the log as `name@version` | 1 |
/// | `call = RefundCall` | the call's type | the function's name in Pascal case |
/// | `crate = path` | where agent-core is | `::agent_core` |
///
/// | on a parameter | meaning |
/// |---|---|
/// | `Option<T>` | may be missing |
/// | `#[schema(default)]`, `#[schema(default = 10)]` | may be missing, and is then this |
/// | `#[schema(range(1..=50))]` and the other limits of [`Schema`](macro@Schema) | refused outside |
///
/// ```
/// use agent_core::tool::{Call, CallContext, Tool};
/// use agent_core::{Provide, tool};
///
/// struct Orders(Vec<String>);
///
/// #[derive(Provide)]
/// struct Shop {
///     orders: Orders,
/// }
///
/// /// Look up where an order stands in the queue.
/// #[tool(read, timeout = "10s")]
/// async fn find_order(
///     /// Order number as printed on the receipt, e.g. "A-1001".
///     order_id: String,
///     orders: &Orders,
/// ) -> Result<u64, String> {
///     let place = orders.0.iter().position(|order| *order == order_id);
///     place.map(|place| place as u64).ok_or(format!("no order {order_id}"))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let shop = Shop { orders: Orders(vec!["A-1000".into(), "A-1001".into()]) };
/// // Still a function.
/// assert_eq!(find_order("A-1001".into(), &shop.orders).await, Ok(1));
/// // And a value that the model can write, a person can read and a runner can run.
/// let call = FindOrder::from_json(r#"{"order_id":"A-1001"}"#).unwrap();
/// assert_eq!(call, FindOrder { order_id: "A-1001".into() });
/// assert_eq!(call.call(&shop, &CallContext::new("thread/1")).await, Ok(1));
/// # }
/// ```
pub use agent_macros::tool;

pub use schema::Schema;
