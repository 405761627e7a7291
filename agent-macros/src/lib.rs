//! The macros of `agent-core`. Use them, and read their documentation, through that crate.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable
)]

mod data;
mod doc;
mod errors;
mod hash;
mod krate;
mod nearest;
mod respan;
mod schema;

use proc_macro::TokenStream;

/// See `agent_core::Schema`.
#[proc_macro_derive(Schema, attributes(schema, serde))]
pub fn derive_schema(input: TokenStream) -> TokenStream {
    schema::derive(input.into()).into()
}

/// See `agent_core::data`.
#[proc_macro_attribute]
pub fn data(args: TokenStream, item: TokenStream) -> TokenStream {
    data::data(args.into(), &item.into()).into()
}
