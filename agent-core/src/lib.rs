//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

pub mod schema;

pub mod contract;
pub mod tool;

pub mod prompt;

pub mod agent;

mod future;
pub mod prelude;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

/// Makes an enum of steps an agent.
///
/// Writes, beside the enum, `<Name>Outcome` (what became of a step, with typed results), `impl Agent`
/// and the default flow. The enum's documentation ends with the skeleton of the flow's match.
///
/// | key | meaning | default |
/// |---|---|---|
/// | `prompt = "prompts/support.md"` | the system prompt's template, relative to the crate | none |
/// | `state = Case` | the business state, `impl State<Name>` | `()` |
/// | `deps = Shop` | what tools borrow, `#[derive(Provide)]` | `()` |
/// | `max_steps = 20` | most steps, whoever chose them | 20 |
/// | `max_tokens = 100_000` | most tokens, input and output together | no bound |
/// | `max_cost_micros = 500_000` | most money, in millionths of the currency | no bound |
/// | `max_time = "30s"` | most time at work (`ms`, `s`, `m`, `h`) | no bound |
/// | `bad_replies = 3` | most unreadable replies in a row | 3 |
/// | `tag = "intent"` | the key that names the step in a JSON object | `intent` |
/// | `crate = path` | where agent-core is | `::agent_core` |
///
/// | variant | what it is | in the outcome |
/// |---|---|---|
/// | `GetOrder(GetOrder)` | holds the call of a tool | `GetOrder(GetOrder, Result<Output, Failure>)` |
/// | `#[tool(refund)] Refund { … }` | restates a tool's parameters, which must agree | `Refund(Refund, Result<Output, Failure>)` |
/// | `#[ask(answer = bool, urgency = high)] Confirm { … }` | asks a person; answers are text by default | the fields and `answer` |
/// | `#[done] Reply { … }` | ends the run | the fields |
/// | `#[wait] Sleep { seconds: u64 }` | waits for a time | the fields and `woke` |
/// | `#[wait(event = "paid")] Await { … }` | waits for an event, and for `seconds` if it has them | the fields and `woke` |
/// | `#[retired] …` | no longer offered, still read and run for old threads | as without |
///
/// Asks, final answers and waits are named in `snake_case` after their variant, or by `name = "…"`, and
/// need a doc comment: the model reads it.
///
/// ```
/// use agent_core::prelude::*;
///
/// /// Add two numbers.
/// #[tool(read)]
/// fn add(a: i64, b: i64) -> i64 {
///     a.saturating_add(b)
/// }
///
/// /// A calculator.
/// #[agent(max_steps = 10)]
/// enum Calculator {
///     Add(Add),
///     /// Give the result.
///     #[done]
///     Answer { value: i64 },
/// }
///
/// let step = Calculator::Add(Add { a: 1, b: 2 });
/// assert_eq!(step.encode().unwrap().arguments, r#"{"a":1,"b":2}"#);
/// assert_eq!(Calculator::SPEC.steps[1].name, "answer");
/// ```
pub use agent_macros::agent;
pub use agent_macros::{Provide, Schema, data, tool};
pub use future::BoxFuture;
pub use schema::Schema;
