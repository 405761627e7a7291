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
mod nearest;
mod provide;
mod tool;

use proc_macro::TokenStream;

/// See `agent_core::tool`.
#[proc_macro_attribute]
pub fn tool(keys: TokenStream, item: TokenStream) -> TokenStream {
    tool::tool(keys.into(), item.into()).into()
}

/// See `agent_core::Provide`.
#[proc_macro_derive(Provide, attributes(provide))]
pub fn provide(input: TokenStream) -> TokenStream {
    provide::provide(input.into()).into()
}
