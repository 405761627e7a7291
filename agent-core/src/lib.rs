//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

pub mod schema;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use agent_macros::{Schema, data};
pub use schema::Schema;
