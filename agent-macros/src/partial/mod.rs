//! `#[derive(Partial)]`: parse, check, expand.
//!
//! Owns the twin of a type that holds what is known of it while it is streamed. What the twin's
//! JSON looks like is the business of the core; names come from serde's attributes, as for the schema.

mod check;
mod expand;
mod model;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// The twin and the impl, or everything that is wrong with the type and a stub impl.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let twin = check::check(&mut errors, &input);
    let twin = expand::expand(&twin);
    let errors = errors.into_tokens();
    quote::quote!(#twin #errors)
}
