//! The outcome enum: what became of a step, with typed results.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::check::{Agent, Kind, Plain, Step};
use crate::krate::Krate;
use crate::respan::respan;

/// Expands to:
///
/// ```ignore
/// pub enum SupportOutcome {
///     Started(Start),
///     GetOrder(GetOrder, Result<Order, Failure>),
///     AskCustomer { question: String, answer: String },
///     Reply { message: String },
///     Failed(ModelFailure),
/// }
/// ```
pub(super) fn outcome(agent: &Agent<'_>) -> TokenStream {
    let krate = &agent.args.krate;
    let steps = agent.steps.iter().map(|step| variant(krate, step));
    frame(agent.item, krate, steps)
}

/// The enum around its variants; the fallback fills it with what it knows.
pub(super) fn frame(
    item: &syn::ItemEnum,
    krate: &Krate,
    variants: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let vis = &item.vis;
    let ident = super::check::outcome_ident(item);
    let p = quote!(#krate::__private::agent);
    // Generics of the macro's own: at the user's name rustc would offer to write a parameter for a type that is missing.
    let generics = quote!(<>);
    let doc = format!("What became of a step of [`{}`].", item.ident);
    quote! {
        #[doc = #doc]
        #[allow(
            dead_code, missing_debug_implementations, private_interfaces, unused_qualifications,
            clippy::large_enum_variant,
            reason = "a flow may look at part of an outcome only, and a tool may be less visible than its agent"
        )]
        #vis enum #ident #generics {
            #[doc = "A message started the agent, or set it going again."]
            Started(#p::Start),
            #(#variants,)*
            #[doc = "The model gave no step."]
            Failed(#p::ModelFailure),
        }
    }
}

fn variant(krate: &Krate, step: &Step<'_>) -> TokenStream {
    let ident = step.ident;
    match &step.kind {
        Kind::Held(call) | Kind::Restated(call) => tool(krate, ident, call),
        Kind::Plain { kind, .. } => plain(krate, step, kind),
    }
}

/// A call and its result.
pub(super) fn tool(krate: &Krate, ident: &syn::Ident, call: &syn::Type) -> TokenStream {
    let p = quote!(#krate::__private::agent);
    // All at the call's type, so that one which is no tool is one error.
    let p = respan(p, call.span());
    let result = quote_spanned!(call.span()=> #p::Result<<#call as #p::Tool>::Output, #p::Failure>);
    quote! {
        #[doc = "The call and what it gave."]
        #ident(#call, #result)
    }
}

fn plain(krate: &Krate, step: &Step<'_>, kind: &Plain<'_>) -> TokenStream {
    let ident = step.ident;
    let doc = &step.doc;
    let fields = step.fields.iter().map(|field| {
        let (ident, ty) = (field.ident, field.ty);
        let doc = format!("The step's `{}`.", field.name);
        quote!(#[doc = #doc] #ident: #ty,)
    });
    let extra = extra(krate, kind);
    let body = if step.unit && extra.is_empty() {
        TokenStream::new()
    } else {
        quote!({ #(#fields)* #extra })
    };
    quote!(#[doc = #doc] #ident #body)
}

/// What the outcome adds to the step's own fields.
fn extra(krate: &Krate, kind: &Plain<'_>) -> TokenStream {
    match kind {
        Plain::Ask { answer, .. } => quote!(#[doc = "The person's answer."] answer: #answer,),
        Plain::Sub { agent } => {
            let result = sub_result(krate, agent);
            quote!(#[doc = "What the agent ended with."] result: #result,)
        }
        Plain::Done => TokenStream::new(),
        Plain::Wait { .. } => {
            quote!(#[doc = "What ended the wait."] woke: #krate::__private::agent::Woke,)
        }
    }
}

/// `Result<BillingDone, Failure>`, all at the agent's type, so that one which is no agent is one error.
pub(super) fn sub_result(krate: &Krate, agent: &syn::Type) -> TokenStream {
    let p = respan(quote!(#krate::__private::agent), agent.span());
    quote_spanned!(agent.span()=> #p::Result<<#agent as #p::Agent>::Done, #p::Failure>)
}
