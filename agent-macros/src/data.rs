//! `#[data]`: the derives that everything the model reads or writes needs, in one word.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, DeriveInput, Meta, Path, Token, meta::ParseNestedMeta, parse::Parser,
    punctuated::Punctuated,
};

use crate::{data_secret, errors::Errors, krate::Krate, nearest::unknown_key};

/// The item with its derives; with errors, the item and the errors.
pub(crate) fn data(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let krate = krate(&mut errors, args);
    let Some(input) = check_item(&mut errors, item) else {
        let errors = errors.into_tokens();
        return quote!(#item #errors);
    };
    let attrs = attributes(&input, &krate);
    let errors = errors.into_tokens();
    if data_secret::has_plain(&input) {
        let item = data_secret::written(&input, &krate);
        let hides = !derives(&input.attrs).iter().any(|path| is(path, "Debug"));
        let debug = hides.then(|| data_secret::debug(&input, &krate));
        return quote!(#attrs #item #debug #errors);
    }
    quote!(#attrs #item #errors)
}

fn krate(errors: &mut Errors, args: TokenStream) -> Krate {
    let mut krate = Krate::default();
    let key = |meta: ParseNestedMeta| {
        if meta.path.is_ident("crate") {
            krate = Krate::from(meta.value()?.parse::<Path>()?);
            return Ok(());
        }
        let name = meta.path.to_token_stream().to_string();
        Err(meta.error(unknown_key(&name, &["crate"])))
    };
    errors.take(syn::meta::parser(key).parse2(args));
    krate
}

fn check_item(errors: &mut Errors, item: &TokenStream) -> Option<DeriveInput> {
    let word = first_word(item);
    let known = ["struct", "enum"].contains(&word.to_string().as_str());
    if !known {
        errors.at(word, "data must be a struct or an enum\nnote: `#[data]` stands on the type that the model reads or writes");
        return None;
    }
    // What cannot be read rustc has reported.
    let input = syn::parse2::<DeriveInput>(item.clone()).ok()?;
    if let Some(attr) = input.attrs.iter().find(|attr| is(attr.path(), "data")) {
        errors.at(
            attr,
            "`#[data]` must be written once\nnote: remove one of them",
        );
        return None;
    }
    Some(input)
}

/// The item's first word behind `pub`; a whole function would be underlined otherwise.
fn first_word(item: &TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter();
    let word = tokens.find(|token| matches!(token, TokenTree::Ident(word) if word != "pub"));
    word.map_or_else(|| item.clone(), Into::into)
}

/// The attributes that are missing: derives that the user wrote are not doubled.
fn attributes(input: &DeriveInput, krate: &Krate) -> TokenStream {
    let written = derives(&input.attrs);
    let hides = data_secret::has_plain(input);
    let missing =
        |name: &str| !(written.iter().any(|path| is(path, name)) || hides && name == "Debug");
    // The schema first: of what a field's type lacks, rustc then tells that before the rest.
    let all = [
        ("Schema", quote!(#krate::Schema)),
        ("Debug", quote!(::core::fmt::Debug)),
        ("Clone", quote!(::core::clone::Clone)),
        ("Serialize", quote!(#krate::__private::serde::Serialize)),
        ("Deserialize", quote!(#krate::__private::serde::Deserialize)),
    ];
    let derives = all
        .iter()
        .filter(|(name, _)| missing(name))
        .map(|(_, path)| path);
    let through_us = missing("Serialize") || missing("Deserialize");
    let serde = (through_us && !states_crate(&input.attrs, "serde")).then(|| {
        let path = krate.text("::__private::serde");
        quote!(#[serde(crate = #path)])
    });
    let schema = (!states_crate(&input.attrs, "schema")).then(|| quote!(#[schema(crate = #krate)]));
    quote!(#[derive(#(#derives),*)] #serde #schema)
}

fn derives(attrs: &[Attribute]) -> Vec<Path> {
    let lists = attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let parse = Punctuated::<Path, Token![,]>::parse_terminated;
    lists
        .filter_map(|attr| attr.parse_args_with(parse).ok())
        .flatten()
        .collect()
}

fn is(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// True for `#[name(crate = ..)]`.
fn states_crate(attrs: &[Attribute], name: &str) -> bool {
    let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident(name))
        .filter_map(|attr| attr.parse_args_with(parse).ok())
        .flatten()
        .any(|meta| meta.path().is_ident("crate"))
}
