//! What can be saved of an item that is no enum, or of an enum with a slip in it.
//!
//! rustc reads the item before the macro does, and has told of the slip already; what the macro owes is an
//! enum that the rest of the program can name.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, DeriveInput, Ident, ItemEnum, Token, Variant, braced, parse_quote};

/// An enum without variants in place of a struct or a union.
pub(super) fn stand_in(item: TokenStream) -> Option<ItemEnum> {
    let item: DeriveInput = syn::parse2(item).ok()?;
    let (vis, ident, generics) = (item.vis, item.ident, item.generics);
    Some(parse_quote!(#vis enum #ident #generics {}))
}

/// The enum with every variant that can be read, or at least named.
pub(super) fn broken_enum(item: TokenStream) -> Option<ItemEnum> {
    let read = |input: ParseStream<'_>| {
        Ok(ItemEnum {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            enum_token: input.parse()?,
            ident: input.parse()?,
            generics: input.parse()?,
            brace_token: syn::token::Brace::default(),
            variants: {
                let body;
                braced!(body in input);
                variants(&body)?.into_iter().collect()
            },
        })
    };
    read.parse2(item).ok()
}

fn variants(body: ParseStream<'_>) -> syn::Result<Vec<Variant>> {
    let mut variants = Vec::new();
    while !body.is_empty() {
        let ahead = body.fork();
        if let Ok(variant) = Variant::parse(&ahead) {
            Variant::parse(body)?;
            variants.push(variant);
            body.parse::<Option<Token![,]>>()?;
        } else {
            variants.extend(named(body)?);
        }
    }
    Ok(variants)
}

/// The bare name of a variant that cannot be read, up to the next comma.
fn named(body: ParseStream<'_>) -> syn::Result<Option<Variant>> {
    let _ = body.call(Attribute::parse_outer);
    let name = body.call(Ident::parse_any).ok();
    while !body.is_empty() && body.parse::<Option<Token![,]>>()?.is_none() {
        body.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(name.map(|name| parse_quote!(#name)))
}
