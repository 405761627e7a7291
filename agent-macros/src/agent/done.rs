//! The enum of what the agent may end with: what it gives as a step of another.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, ItemEnum};

use super::check::{Agent, Kind, Step, done_ident};
use crate::hash::text_hash;

/// Expands to:
///
/// ```ignore
/// pub enum SupportDone {
///     Reply { message: String },
/// }
/// ```
pub(super) fn done(agent: &Agent<'_>) -> TokenStream {
    let variants = ending(agent).map(|(_, step)| variant(step));
    frame(agent.item, variants)
}

/// The enum around its variants; the fallback fills it with what it knows.
pub(super) fn frame(item: &ItemEnum, variants: impl Iterator<Item = TokenStream>) -> TokenStream {
    let (vis, ident) = (&item.vis, done_ident(item));
    let doc = format!("What [`{}`] may end with.", item.ident);
    // Generics of the macro's own, as in the outcome.
    let generics = quote!(<>);
    quote! {
        #[doc = #doc]
        #[allow(dead_code, missing_debug_implementations, private_interfaces)]
        #vis enum #ident #generics { #(#variants,)* }
    }
}

fn variant(step: &Step<'_>) -> TokenStream {
    let (ident, doc) = (step.ident, &step.doc);
    let fields = step.fields.iter().map(|field| {
        let (ident, ty) = (field.ident, field.ty);
        let doc = format!("The step's `{}`.", field.name);
        quote!(#[doc = #doc] #ident: #ty,)
    });
    if step.unit {
        return quote!(#[doc = #doc] #ident);
    }
    quote!(#[doc = #doc] #ident { #(#fields)* })
}

/// `type Done` and its constants.
pub(super) fn items(agent: &Agent<'_>) -> TokenStream {
    let (ident, done) = (&agent.item.ident, done_ident(agent.item));
    let arms = ending(agent).map(|(_, step)| {
        let (variant, names) = (step.ident, names(step));
        quote!(#ident::#variant { #(#names),* } => __p::Some(#done::#variant { #(#names),* }),)
    });
    let others = agent.steps.iter().any(|step| !step.ends());
    let none = others.then(|| quote!(_ => __p::None,));
    let name = done.to_string();
    let steps = || ending(agent).filter_map(|(at, step)| Some((at, plain_name(step)?, &*step.doc)));
    let hash =
        text_hash(std::iter::once(&*name).chain(steps().flat_map(|(_, name, doc)| [name, doc])));
    let variants = steps().map(|(at, name, _)| {
        let arguments = arguments(at);
        quote!(__p::done_variant(#name, &#arguments))
    });
    quote! {
        type Done = #done;
        const DONE_SHAPE: __p::ShapeRef = {
            static __DONE: __p::Shape = __p::done_shape(#name, #hash, &[#(#variants),*]);
            __p::ShapeRef::new(&__DONE)
        };
        const DONE: fn(Self) -> __p::Option<#done> = |step| match step { #(#arms)* #none };
    }
}

fn ending<'a>(agent: &'a Agent<'_>) -> impl Iterator<Item = (usize, &'a Step<'a>)> {
    let steps = agent.steps.iter().enumerate();
    steps.filter(|(_, step)| step.ends())
}

fn names<'a>(step: &'a Step<'_>) -> Vec<&'a Ident> {
    step.fields.iter().map(|field| field.ident).collect()
}

fn plain_name<'a>(step: &'a Step<'_>) -> Option<&'a str> {
    match &step.kind {
        Kind::Plain { name, .. } => Some(name),
        Kind::Held(_) | Kind::Restated(_) => None,
    }
}

/// The name of the static that holds a final step's arguments.
pub(super) fn arguments(at: usize) -> Ident {
    format_ident!("__ARGS{}", at)
}
