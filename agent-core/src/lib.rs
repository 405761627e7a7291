//! Agents written as annotated Rust, checked by the compiler, run by a pure reducer.
#![forbid(clippy::wildcard_imports)]

pub mod schema;

pub mod tool;

pub mod parse;
