//! From what is true to code: the twin, and one impl that points to it. Total.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Type, Visibility, spanned::Spanned};

use super::model::{Body, Checked, Content, Field, How, Value, Variant};
use crate::{krate::Krate, respan::respan};

/// Expands to:
/// ```text
/// #[derive(Debug, Clone, Deserialize)]
/// pub struct OrderPartial { pub id: Shown<String, { is_partial!(String) }>, .. }
/// const _: () = { must_be_partial::<String>(); .. impl Partial for Order { .. } };
/// ```
/// The twin is a type whatever its fields are, so that a field's type that cannot be streamed is told once.
pub(crate) fn expand(checked: &Checked) -> TokenStream {
    let Checked { krate, ident, .. } = checked;
    let p = quote!(#krate::__private);
    let (impl_generics, generics, clause) = checked.generics.split_for_impl();
    let name = format_ident!("{ident}Partial");
    let (twin, partial, slot) = match &checked.body {
        Body::Whole => (None, quote!(Self), quote!(#p::Option<__P>)),
        Body::Newtype(ty) => {
            let is = quote!({ #p::is_partial!(#ty) });
            let partial = quote!(#p::Begun<#ty, #is>);
            (None, partial, quote!(#p::Slot<#ty, #is, __P>))
        }
        Body::Struct(_) | Body::Enum { .. } => {
            let twin = twin(checked, &name);
            (Some(twin), quote!(#name), quote!(#p::Option<__P>))
        }
    };
    let musts = streamed(&checked.body).into_iter().map(|ty| {
        let asked = quote!(#p::must_be_partial::<#p::IfSchema<#ty, { #p::has_schema!(#ty) }>>(););
        respan(asked, ty.span())
    });
    quote! {
        #twin
        const _: () = {
            #(#musts)*
            #[automatically_derived]
            impl #impl_generics #p::Partial for #ident #generics #clause {
                type Partial = #partial;
                type Slot<__P> = #slot;
            }
        };
    }
}

/// The types that must have a partial value, each once.
fn streamed(body: &Body) -> Vec<&Type> {
    let values: Vec<&Value> = match body {
        Body::Whole => Vec::new(),
        Body::Newtype(ty) => return vec![ty],
        Body::Struct(fields) => fields.iter().map(|field| &field.value).collect(),
        Body::Enum { variants, .. } => variants.iter().flat_map(content).collect(),
    };
    // What is shown whole needs no partial value, but a slot if it may be missing.
    let needs = |value: &&Value| !(value.how.foreign || value.how.done && value.how.not_null);
    let mut seen = BTreeSet::new();
    let types = values
        .into_iter()
        .filter(needs)
        .map(|value| value.ty.as_ref());
    types
        .filter(|ty| seen.insert(ty.to_token_stream().to_string()))
        .collect()
}

fn content(variant: &Variant) -> Vec<&Value> {
    match &variant.content {
        Content::Unit => Vec::new(),
        Content::Newtype(value) if value.how.done => Vec::new(),
        Content::Newtype(value) => vec![value],
        Content::Tuple(values) => values.iter().collect(),
        Content::Struct(fields) => fields.iter().map(|field| &field.value).collect(),
    }
}

fn twin(checked: &Checked, name: &syn::Ident) -> TokenStream {
    let Checked { krate, vis, .. } = checked;
    let serde = krate.text("::__private::serde");
    let doc = format!(" [`{}`] as far as it has come.", checked.ident);
    let (tagging, item) = match &checked.body {
        Body::Struct(fields) => {
            let fields = fields.iter().map(|field| named(krate, field, true));
            (None, quote!(#vis struct #name { #(#fields),* }))
        }
        Body::Enum { tagging, variants } => {
            let variants = variants.iter().map(|it| variant(krate, it));
            (Some(tagging), quote!(#vis enum #name { #(#variants),* }))
        }
        Body::Whole | Body::Newtype(_) => return TokenStream::new(),
    };
    quote! {
        #[doc = #doc]
        #[allow(dead_code, missing_docs, clippy::large_enum_variant, reason = "generated")]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, #krate::__private::serde::Deserialize)]
        #[serde(crate = #serde, #tagging)]
        #item
    }
}

fn named(krate: &Krate, field: &Field, visible: bool) -> TokenStream {
    let Field { docs, ident, .. } = field;
    let vis = if visible {
        &field.vis
    } else {
        &Visibility::Inherited
    };
    let rename = field
        .rename
        .as_ref()
        .map(|name| quote!(#[serde(rename = #name)]));
    let flatten = field.flatten.then(|| quote!(#[serde(flatten)]));
    // What the model left out of a whole value is not there either.
    let optional = !field.flatten && !field.value.how.not_null;
    let default = optional.then(|| quote!(#[serde(default)]));
    let ty = shown(krate, &field.value);
    quote!(#(#docs)* #rename #flatten #default #vis #ident: #ty)
}

fn variant(krate: &Krate, variant: &Variant) -> TokenStream {
    let Variant { docs, ident, .. } = variant;
    let rename = variant
        .rename
        .as_ref()
        .map(|name| quote!(#[serde(rename = #name)]));
    let untagged = variant.untagged.then(|| quote!(#[serde(untagged)]));
    let content = match &variant.content {
        Content::Unit => TokenStream::new(),
        // It is there, or the whole variant is not.
        Content::Newtype(value) => {
            let ty = here(krate, value);
            quote!((#ty))
        }
        Content::Tuple(values) => {
            let types = values.iter().map(|value| shown(krate, value));
            quote!((#(#types),*))
        }
        Content::Struct(fields) => {
            let fields = fields.iter().map(|field| named(krate, field, false));
            quote!({ #(#fields),* })
        }
    };
    quote!(#(#docs)* #rename #untagged #ident #content)
}

/// The type of a value that may not be there.
fn shown(krate: &Krate, value: &Value) -> TokenStream {
    let How {
        done,
        not_null,
        with_state,
        foreign,
    } = value.how;
    let ty = &value.ty;
    let p = respan(quote!(#krate::__private), ty.span());
    let here = here(krate, value);
    let slot = match (not_null, foreign, done) {
        (true, _, _) => here,
        (false, true, _) => quote!(#p::Option<#here>),
        (false, false, true) => {
            quote_spanned!(ty.span()=> #p::Slot<#ty, { #p::is_partial!(#ty) }, #here>)
        }
        (false, false, false) => {
            quote_spanned!(ty.span()=> #p::Shown<#ty, { #p::is_partial!(#ty) }>)
        }
    };
    if with_state {
        quote!(#p::Streamed<#slot>)
    } else {
        slot
    }
}

/// The type of a value that is there.
fn here(krate: &Krate, value: &Value) -> TokenStream {
    let ty = &value.ty;
    if value.how.done || value.how.foreign {
        return quote!(#ty);
    }
    let p = respan(quote!(#krate::__private), ty.span());
    quote_spanned!(ty.span()=> #p::Begun<#ty, { #p::is_partial!(#ty) }>)
}
