//! `derive(Provide)`: a struct lends what it holds.
//!
//! parse: which fields, lent how · check: no type twice · expand: one impl a type.

mod check;
mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// Impls of `Provides` for the struct itself and for each field.
pub(crate) fn provide(input: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(input) = errors.take(syn::parse2(input)) else {
        return errors.into_tokens();
    };
    let deps = parse::deps(&mut errors, &input);
    let loans = check::loans(&mut errors, &deps);
    let impls = expand::impls(&deps, &loans);
    let errors = errors.into_tokens();
    quote!(#impls #errors)
}
