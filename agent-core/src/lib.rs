//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

// In dependency order: a module imports only from those above it.
mod future;

pub mod schema;

pub mod contract;

pub mod tool;

pub mod prompt;

pub mod agent;

pub mod event;

pub mod port;

#[cfg(feature = "files")]
pub mod files;

pub mod testkit;

pub use future::BoxFuture;
