//! The macros of `agent-core`. Use them, and read their documentation, through that crate.
#![forbid(unsafe_code)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

mod agent;
mod case;
mod doc;
mod errors;
mod hash;
mod keys;
mod krate;
mod nearest;
mod prompt;

use proc_macro::TokenStream;

/// Documented in agent-core, where it is re-exported.
#[proc_macro_attribute]
pub fn agent(attr: TokenStream, item: TokenStream) -> TokenStream {
    agent::agent(attr.into(), item.into()).into()
}
