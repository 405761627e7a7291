//! The macros of `agent-core`. Use them, and read their documentation, through that crate.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable
)]

mod agent;
mod case;
mod data;
mod data_secret;
mod doc;
mod errors;
mod hash;
mod keys;
mod krate;
mod lint;
mod lock;
mod nearest;
mod partial;
mod pin;
#[cfg(test)]
mod places;
mod prompt;
mod provide;
mod respan;
mod schema;
mod simple;
mod tool;

use proc_macro::TokenStream;

/// See `agent_core::agent`.
#[proc_macro_attribute]
pub fn agent(keys: TokenStream, item: TokenStream) -> TokenStream {
    agent::agent(listed(keys), item.into()).into()
}

/// See `agent_core::Schema`.
#[proc_macro_derive(Schema, attributes(schema, serde))]
pub fn derive_schema(input: TokenStream) -> TokenStream {
    schema::derive(input.into()).into()
}

/// See `agent_core::Partial`.
#[proc_macro_derive(Partial, attributes(schema, serde))]
pub fn derive_partial(input: TokenStream) -> TokenStream {
    partial::derive(input.into()).into()
}

/// See `agent_core::data`.
#[proc_macro_attribute]
pub fn data(args: TokenStream, item: TokenStream) -> TokenStream {
    data::data(listed(args), &item.into()).into()
}

/// See `agent_core::prompt`.
#[proc_macro_attribute]
pub fn prompt(keys: TokenStream, item: TokenStream) -> TokenStream {
    prompt::prompt(keys.into(), &item.into()).into()
}

/// See `agent_core::tool`.
#[proc_macro_attribute]
pub fn tool(keys: TokenStream, item: TokenStream) -> TokenStream {
    tool::tool(listed(keys), &item.into()).into()
}

/// See `agent_core::Provide`.
#[proc_macro_derive(Provide, attributes(provide))]
pub fn provide(input: TokenStream) -> TokenStream {
    provide::provide(input.into()).into()
}

/// The keys in the attribute's parentheses. Rustc has refused `#[tool = "read"]`, so its text is not told again;
/// it can be told apart from `#[tool("read")]`, where rustc is silent, by the source alone.
fn listed(keys: TokenStream) -> proc_macro2::TokenStream {
    let keys = proc_macro2::TokenStream::from(keys);
    let mut tokens = keys.clone().into_iter();
    let literal = matches!(tokens.next(), Some(proc_macro2::TokenTree::Literal(_)));
    let alone = literal && tokens.next().is_none();
    let source = alone.then(|| proc_macro::Span::call_site().source_text());
    let source = source.flatten().unwrap_or_default();
    let refused = source
        .split_once(['=', '('])
        .is_some_and(|(path, _)| source[path.len()..].starts_with('='));
    if refused {
        proc_macro2::TokenStream::new()
    } else {
        keys
    }
}
