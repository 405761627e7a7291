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

pub use agent_macros::agent;
pub use agent_macros::{Provide, Schema, data, tool};
pub use future::BoxFuture;
pub use schema::Schema;
