//! The macros of `agent-core`. Use them, and read their documentation, through that crate.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable
)]

mod doc;
mod errors;
mod hash;
mod krate;
