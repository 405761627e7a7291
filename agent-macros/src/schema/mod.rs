//! `#[derive(Schema)]`: parse, check, expand.
//!
//! Owns the JSON form of types as serde's attributes define it, and the bounds that `#[tool]` shares.
//! Knows nothing of tools or agents.

pub(crate) mod attr;
pub(crate) mod bounds;
pub(crate) mod case;
mod check;
mod class;
mod expand;
mod interval;
mod model;
pub(crate) mod secret;
pub(crate) mod serde;
mod texts;
mod types;
pub(crate) mod wishes;

pub(crate) use class::{last_segment, option_of};
pub(crate) use types::without_self;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// The impls for the type, or everything that is wrong with it and a stub impl.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let checked = check::check(&mut errors, &input);
    let impls = expand::expand(&checked);
    let errors = errors.into_tokens();
    quote::quote!(#impls #errors)
}
