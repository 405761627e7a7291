//! The checks of what the agent's provider accepts: each offered step by itself, and all together.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Ident;

use super::check::{Agent, Field, Kind, Step};
use crate::simple::is_simple;
use crate::tool::spans::ends;

/// The constant of the profile that the agent names.
pub(super) fn constant(agent: &Agent<'_>) -> Ident {
    let name = agent.args.profile.as_ref().map(Ident::to_string);
    let name = name.unwrap_or_else(|| "portable".to_owned());
    quote::format_ident!("{}", name.to_uppercase())
}

/// One const item a value, at its type; one at the agent for what is summed.
pub(super) fn checks(agent: &Agent<'_>) -> TokenStream {
    let steps = || agent.steps.iter().enumerate();
    let offered = || steps().filter(|(_, step)| step.is_offered());
    let each = offered().map(|(at, step)| step_checks(at, step));
    let all = sums(agent, offered().map(|(at, _)| at));
    quote!(#(#each)* #all)
}

fn step_checks(at: usize, step: &Step<'_>) -> TokenStream {
    let fields = step.fields.iter().enumerate();
    let fields = fields.filter(|(_, field)| !is_surely_fine(field));
    match &step.kind {
        Kind::Held(call) => check(call, "check_profile", &quote!(__STEPS, #at, __PROFILE)),
        Kind::Restated(_) => fields
            .map(|(_, Field { name, ty, .. })| {
                let arguments = quote!(__STEPS, #at, #name, __PROFILE);
                check(ty, "check_restated_field", &arguments)
            })
            .collect(),
        Kind::Plain { .. } => fields
            .map(|(index, field)| {
                check(
                    field.ty,
                    "check_field",
                    &quote!(__STEPS, #at, #index, __PROFILE),
                )
            })
            .collect(),
    }
}

fn is_surely_fine(field: &Field<'_>) -> bool {
    field.name.is_ascii() && field.name.len() <= 64 && is_simple(field.ty)
}

/// A const item whose error is shown under the whole of `place`.
fn check(place: &impl ToTokens, function: &str, arguments: &TokenStream) -> TokenStream {
    let (first, last) = ends(place);
    let function = Ident::new(function, first);
    let arguments = quote_spanned!(last=> (#arguments));
    quote_spanned!(first=> const _: () = __p::#function #arguments;)
}

/// Only two profiles limit sums. Each step is counted in a constant of its own: what one constant may
/// cost is limited.
fn sums(agent: &Agent<'_>, offered: impl Iterator<Item = usize>) -> Option<TokenStream> {
    let profile = agent.args.profile.as_ref()?;
    if profile != "openai_strict" && profile != "anthropic" {
        return None;
    }
    let counts = offered.map(|at| quote!(const { __p::count(&__STEPS[#at], __PROFILE) }));
    let name = agent.item.ident.to_string();
    let arguments = quote!(#name, &[#(#counts),*], __PROFILE);
    Some(check(profile, "check_counts", &arguments))
}
