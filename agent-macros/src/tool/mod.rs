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
pub(crate) use spans::{find, is_word};

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

/// What other code names of a function that rustc could not read, which rustc has reported.
fn stub_of(keys: TokenStream, function: &parse::Function) -> TokenStream {
    let mut unsaid = Errors::new();
    let keys = parse::ToolArgs::parse(&mut unsaid, keys);
    fallback::stub(&check::draft(&mut unsaid, &keys, function))
}

/// The function, stripped of our attributes, and what makes it a tool.
pub(crate) fn tool(keys: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Ok(function) = syn::parse2::<parse::Function>(item.clone()) else {
        if let Some(error) = parse::not_a_function(item) {
            errors.push(error);
        }
        let errors = errors.into_tokens();
        let stub = parse::mended(item).map(|function| stub_of(keys, &function));
        return quote!(#item #errors #stub);
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
