//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

pub mod contract;
pub mod schema;
pub mod tool;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use agent_macros::{Provide, tool};
