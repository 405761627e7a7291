//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

pub mod schema;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

/// What everything that a model reads or writes needs, in one word: derives `Debug`, `Clone`,
/// `serde::Serialize`, `serde::Deserialize` and [`Schema`](derive@Schema).
///
/// ```
/// /// An order.
/// #[agent_core::data]
/// pub struct Order {
///     pub id: u64,
///     pub lost: bool,
/// }
///
/// let order: Order = serde_json::from_str(r#"{"id":7,"lost":true}"#)?;
/// assert!(order.clone().lost);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// serde's attributes work as ever; serde itself need not be a dependency of yours. Derives that you
/// write below it are not doubled; `#[data]` stands above them. If you know this crate by another name,
/// say so: `#[data(crate = my::path)]`.
pub use agent_macros::data;

/// Writes the JSON form of a type as a constant, as serde reads it, and `schemars::JsonSchema` from it.
///
/// ```
/// use agent_core::{Schema, schema::{PORTABLE, render}};
///
/// /// A refund.
/// #[derive(Schema)]
/// struct Refund {
///     /// In cents.
///     #[schema(range(1..=50_000))]
///     amount: u64,
///     reason: Option<String>,
/// }
///
/// assert_eq!(
///     render(Refund::SHAPE, &PORTABLE),
///     concat!(
///         r#"{"description":"A refund.","type":"object","properties":{"#,
///         r#""amount":{"description":"In cents.\nMinimum: 1\nMaximum: 50000","type":"integer"},"#,
///         r#""reason":{"type":"string"}},"required":["amount"],"additionalProperties":false}"#,
///     ),
/// );
/// ```
///
/// Doc comments become descriptions. serde's attributes say what the keys are. Ours add:
///
/// | `#[schema(..)]` | on | says |
/// |---|---|---|
/// | `range(1..=50)`, `range(0.0..1.0)`, `range(above = 0)` | numbers | the interval; also `min = 1`, `max = 50` by themselves |
/// | `length(1..=200)` | texts, lists, maps | characters, items or keys |
/// | `pattern = "^[A-Z]+$"` | texts | a regular expression that must match somewhere |
/// | `format = "email"` | texts | a JSON Schema format |
/// | `with = Type` | fields, types | looks like `Type`: needed beside serde's `with`, `deserialize_with`, `from`, `try_from` |
/// | `schemars` | fields, types | take the foreign type's own `schemars::JsonSchema` |
/// | `recursive` | fields | closes the circle of generic types that mention each other |
/// | `crate = path` | types | where this crate is |
///
/// Bounds may stand on a field or on a newtype; where both do, both hold. A type parameter needs a
/// schema of its own.
pub use agent_macros::Schema;

pub use schema::Schema;
