//! What may stand for a step: the step itself, or the call of one of the tools.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::check::{Agent, Field, Kind, Step};

/// No blanket impl: with one, a wrong step would be inferred as an agent of its own.
pub(super) fn into_step(agent: &Agent<'_>) -> TokenStream {
    let ident = &agent.item.ident;
    let mut seen = HashSet::new();
    let steps = agent.steps.iter().filter_map(|step| {
        let call = match &step.kind {
            Kind::Held(call) | Kind::Restated(call) => *call,
            Kind::Plain { .. } => return None,
        };
        if !step.is_step() {
            return None;
        }
        seen.insert(call.to_token_stream().to_string())
            .then(|| tool(agent, step, call))
    });
    quote! {
        #[automatically_derived]
        impl __p::IntoStep<#ident> for #ident {
            fn into_step(self) -> #ident {
                self
            }
        }
        #(#steps)*
    }
}

fn tool(agent: &Agent<'_>, step: &Step<'_>, call: &Type) -> TokenStream {
    let ident = &agent.item.ident;
    let value = from_call(ident, step);
    quote! {
        #[automatically_derived]
        impl __p::IntoStep<#ident> for #call {
            fn into_step(self) -> #ident {
                #value
            }
        }
    }
}

fn from_call(agent: &syn::Ident, step: &Step<'_>) -> TokenStream {
    let ident = step.ident;
    match &step.kind {
        Kind::Restated(_) => {
            let fields = step.fields.iter().map(restated);
            quote!(#agent::#ident { #(#fields,)* })
        }
        Kind::Held(_) | Kind::Plain { .. } => quote!(#agent::#ident(self)),
    }
}

/// Two errors at most, each at what the user can edit: a field that the call lacks at the field's
/// name, a type that differs at the field's type.
fn restated(field: &Field<'_>) -> TokenStream {
    let (ident, ty) = (field.ident, field.ty);
    let parameter = quote_spanned!(ident.span()=> self.#ident);
    let mut restate = quote_spanned!(ty.span()=> __p::restate::<_, #ty>);
    quote_spanned!(ty.span()=> (#parameter)).to_tokens(&mut restate);
    quote!(#ident: #restate)
}
