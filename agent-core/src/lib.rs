//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

pub mod agent;
pub mod contract;
mod future;
pub mod prelude;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod prompt;
pub mod schema;
pub mod tool;
pub use future::BoxFuture;


pub use agent_macros::agent;
