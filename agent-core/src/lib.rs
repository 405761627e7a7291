//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

// In dependency order: a module imports only from those above it.
mod future;

pub mod schema;

pub mod contract;

pub mod tool;

pub mod parse;

pub mod prompt;

pub mod agent;

pub mod message;

pub mod event;

pub mod reducer;

pub mod thread;

pub mod wire;

pub mod context;

pub mod telemetry;

pub mod port;

pub mod once;

#[cfg(feature = "http")]
pub mod http;

#[cfg(feature = "files")]
pub mod files;

#[cfg(feature = "run")]
pub mod run;

pub mod testkit;

pub mod prelude;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

mod macros;

pub use future::BoxFuture;
pub use macros::{Provide, Schema, agent, data, tool};
pub use schema::Schema;
