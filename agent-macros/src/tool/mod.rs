//! `#[tool]`: a function becomes a call that is a value.
//!
//! parse: what was written · check: what is true · expand: what follows from it.

mod check;
mod expand;
mod fallback;
mod parse;
pub(crate) mod spans;
#[cfg(test)]
mod tests;

pub(crate) use check::borrow_in;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// The function, stripped of our attributes, and what makes it a tool.
pub(crate) fn tool(keys: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Ok(function) = syn::parse2::<parse::Function>(item.clone()) else {
        if let Some(error) = parse::not_a_function(item) {
            errors.push(error);
        }
        let errors = errors.into_tokens();
        return quote!(#item #errors);
    };
    let keys = parse::ToolArgs::parse(&mut errors, keys);
    let draft = check::draft(&mut errors, &keys, &function);
    let (function, rest) = match check::tool(&errors, &draft) {
        Some(tool) => (expand::function(&function), expand::tool(&tool)),
        None => (fallback::function(&function), fallback::stub(&draft)),
    };
    let errors = errors.into_tokens();
    quote!(#function #rest #errors)
}
