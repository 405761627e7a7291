//! Which type's schema stands for a field.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, Type, parse_quote, spanned::Spanned};

use super::{attr::Schema, class::option_of};
use crate::{errors::Errors, krate::Krate, respan::respan};

/// The type whose schema stands for the field: what `with` says, or the field's own in a wrapper.
pub(super) fn stated_type(
    errors: &mut Errors,
    krate: &Krate,
    input: &DeriveInput,
    field: &syn::Field,
    schema: &Schema,
) -> Type {
    let ty = without_self(&field.ty, input);
    match &schema.with {
        Some(with) if schema.schemars => {
            errors.at(with, "`with` must stand alone\nnote: `schemars` already says where the schema comes from");
            ty
        }
        Some(with) => without_self(with, input),
        None if schema.schemars => foreign(krate, &ty),
        None if schema.recursive || closes_circle(&ty, input) => {
            parse_quote!(#krate::__private::Lazy<#ty>)
        }
        None => ty,
    }
}

/// The type behind `schemars`; its missing `JsonSchema` is shown under the type.
pub(super) fn foreign(krate: &Krate, ty: &Type) -> Type {
    let span = ty.span();
    let wrapper = respan(quote!(#krate::__private::Foreign), span);
    let wrap = |ty: &Type| quote_spanned!(span=> #wrapper<#ty>);
    let tokens = match option_of(ty) {
        Some(inner) => {
            let inner = wrap(inner);
            quote_spanned!(span=> ::core::option::Option<#inner>)
        }
        None => wrap(ty),
    };
    Type::Verbatim(tokens)
}

/// A generic type that mentions itself has no `static` to point to, so its circle closes in a function.
fn closes_circle(ty: &Type, input: &DeriveInput) -> bool {
    !input.generics.params.is_empty() && mentions(ty.to_token_stream(), &input.ident.to_string())
}

fn mentions(tokens: TokenStream, ident: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(found) => found == ident,
        TokenTree::Group(group) => mentions(group.stream(), ident),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// `Self` spelled out: shapes stand outside the impl.
pub(crate) fn without_self(ty: &Type, input: &DeriveInput) -> Type {
    if !mentions(ty.to_token_stream(), "Self") {
        return ty.clone();
    }
    let (ident, generics) = (&input.ident, input.generics.split_for_impl().1);
    let me = quote!(#ident #generics);
    let tokens = replace_self(ty.to_token_stream(), &me);
    syn::parse2(tokens).unwrap_or_else(|_| ty.clone())
}

fn replace_self(tokens: TokenStream, me: &TokenStream) -> TokenStream {
    let replace = |token| match token {
        TokenTree::Ident(found) if found == "Self" => me.clone(),
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), replace_self(group.stream(), me));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    };
    tokens
        .into_iter()
        .map(replace)
        .collect::<Vec<TokenStream>>()
        .into_iter()
        .collect()
}
