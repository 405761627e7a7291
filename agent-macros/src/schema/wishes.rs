//! What a field asks of its readers: `lossy(number, dropped)`, `stream(done)`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{ext::IdentExt, meta::ParseNestedMeta, spanned::Spanned};

use crate::{
    errors::Errors,
    krate::Krate,
    nearest::{unknown, unknown_key},
};

pub(crate) const KEYS: &[&str] = &["lossy", "stream"];

const LOSSES: &[&str] = &["number", "dropped", "truncated", "defaulted"];
const SHOWN: &[&str] = &["done", "not_null", "with_state"];

/// The words of one field or parameter.
#[derive(Default)]
pub(crate) struct Wishes {
    lossy: Option<List>,
    stream: Option<List>,
}

/// The words in the parentheses of one key.
struct List {
    span: Span,
    words: Vec<Ident>,
}

/// The known keys: these, and those of `others`.
pub(crate) fn unknown_among(given: &str, others: &[&[&str]]) -> String {
    let known: Vec<&str> = others.concat().into_iter().chain(KEYS.to_vec()).collect();
    unknown_key(given, &known)
}

/// Reads one key; the caller knows that it is one of ours.
pub(crate) fn key(
    errors: &mut Errors,
    wishes: &mut Wishes,
    key: &str,
    meta: &ParseNestedMeta,
) -> syn::Result<()> {
    let (known, place) = if key == "lossy" {
        (LOSSES, &mut wishes.lossy)
    } else {
        (SHOWN, &mut wishes.stream)
    };
    let span = meta.path.span();
    let words = words(errors, key, known, meta)?;
    if place.replace(List { span, words }).is_some() {
        let message = format!("`{key}` must be written once\nnote: put all words into one list");
        return Err(syn::Error::new(span, message));
    }
    Ok(())
}

fn words(
    errors: &mut Errors,
    key: &str,
    known: &[&str],
    meta: &ParseNestedMeta,
) -> syn::Result<Vec<Ident>> {
    let mut words: Vec<Ident> = Vec::new();
    let list = |error: syn::Error| {
        let first = known.first().copied().unwrap_or_default();
        let message = format!("`{key}` must be a list of words\nnote: write `{key}({first})`");
        syn::Error::new(error.span(), message)
    };
    if !meta.input.peek(syn::token::Paren) {
        return Err(list(syn::Error::new(meta.path.span(), "")));
    }
    let content;
    syn::parenthesized!(content in meta.input);
    while !content.is_empty() {
        let word = content.call(Ident::parse_any).map_err(list)?;
        if !known.iter().any(|name| word == name) {
            errors.at(&word, unknown("word", &word.to_string(), known));
        } else if words.contains(&word) {
            errors.at(
                &word,
                format!("`{word}` must be written once\nnote: remove one of them"),
            );
        }
        words.push(word);
        if !content.is_empty() {
            content.parse::<syn::Token![,]>().map_err(list)?;
        }
    }
    if words.is_empty() {
        return Err(list(syn::Error::new(meta.path.span(), "")));
    }
    Ok(words)
}

impl Wishes {
    /// True if the value is to be streamed like this.
    pub(crate) fn streams(&self, word: &str) -> bool {
        let mut words = self.stream.iter().flat_map(|list| &list.words);
        words.any(|written| written == word)
    }

    /// Reports every wish: nothing here could keep it.
    pub(crate) fn refuse(&self, errors: &mut Errors, why: &str) {
        for (key, list) in [("lossy", &self.lossy), ("stream", &self.stream)] {
            if let Some(list) = list {
                errors.at_span(list.span, format!("`{key}` {why}"));
            }
        }
    }

    /// Expands to: `lossy: Lossy::NUMBER.and(Lossy::DROPPED), stream: Stream { done: true, ..Stream::NONE },`
    pub(crate) fn to_tokens(&self, krate: &Krate) -> TokenStream {
        let p = quote!(#krate::__private);
        let lossy = self.lossy.as_ref().map(|list| {
            let mut words = list
                .words
                .iter()
                .map(|word| format_ident!("{}", word.to_string().to_uppercase()));
            let first = words.next();
            quote!(lossy: #p::Lossy::#first #(.and(#p::Lossy::#words))*,)
        });
        let stream = self.stream.as_ref().map(|list| {
            let words = &list.words;
            quote!(stream: #p::Stream { #(#words: true,)* ..#p::Stream::NONE },)
        });
        quote!(#lossy #stream)
    }
}
