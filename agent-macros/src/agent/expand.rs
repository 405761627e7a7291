//! Emits the agent: the user's enum first, then everything that makes it one. Cannot fail.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Fields, Ident, ItemEnum};

use super::check::Agent;
use super::{done, into_step, lint, outcome, skeleton, spec, steps};

pub(super) fn agent(agent: &Agent<'_>) -> TokenStream {
    let krate = &agent.args.krate;
    let item = documented(agent);
    let outcome = outcome::outcome(agent);
    let done = done::done(agent);
    let lints = lint::lints(agent);
    let spec = spec::spec(agent, &lints);
    let warnings = lints.warnings();
    let checks = spec::checks(agent);
    let traits = traits(agent);
    let default_flow = default_flow(agent);
    let into_step = into_step::into_step(agent);
    quote! {
        #item
        #outcome
        #done
        #[allow(unused_qualifications, deprecated)]
        const _: () = {
            use #krate::__private::agent as __p;
            #spec
            #traits
            #default_flow
            #into_step
            #checks
        };
        #warnings
    }
}

/// The user's enum, without what is no step. What it leaves undocumented gets a line, and the enum the skeleton of its
/// flow.
fn documented(agent: &Agent<'_>) -> ItemEnum {
    let mut item = agent.item.clone();
    let known = agent.steps.iter().filter(|step| step.is_step());
    let variants = item.variants.into_iter().zip(&agent.steps);
    let variants = variants.filter(|(_, step)| step.is_step());
    item.variants = variants.map(|(variant, _)| variant).collect();
    let skeleton = skeleton::skeleton(agent);
    item.attrs.push(syn::parse_quote!(#[doc = #skeleton]));
    for (variant, step) in item.variants.iter_mut().zip(known) {
        if step.doc.is_empty() {
            let doc = "Calls the tool.";
            variant.attrs.push(syn::parse_quote!(#[doc = #doc]));
        }
        let Fields::Named(fields) = &mut variant.fields else {
            continue;
        };
        for (field, known) in fields.named.iter_mut().zip(&step.fields) {
            if known.doc.is_empty() {
                let doc = format!("The step's `{}`.", known.name);
                field.attrs.push(syn::parse_quote!(#[doc = #doc]));
            }
        }
    }
    item
}

fn traits(agent: &Agent<'_>) -> TokenStream {
    let (state, deps) = (&agent.args.state, &agent.args.deps);
    // All at the type, so that one which is not public is shown there.
    let state = quote_spanned!(state.span()=> type State = #state;);
    let deps = quote_spanned!(deps.span()=> type Deps = #deps;);
    let (ident, outcome) = (&agent.item.ident, &agent.outcome);
    let done = done::items(agent);
    let steps = steps::rows(agent);
    let encode = steps::encode(agent);
    let borrows = agent.lacks_deps().then(|| {
        quote!(
            use __p::Borrows as _;
        )
    });
    let agents = agent.has_subs().then(|| {
        quote!(
            use __p::NoAgent as _;
        )
    });
    let stand_ins = quote!(use __p::NoTool as _; #borrows #agents);
    quote! {
        static __TABLE: __p::Table = __p::Table::new::<#ident>();
        #[automatically_derived]
        impl __p::Agent for #ident {
            #state
            #deps
            type Outcome = #outcome;
            const SPEC: &'static __p::AgentSpec = &__SPEC;
            // A path in place of the closures would not be resolved to the stand-in of what is no tool.
            #[allow(clippy::redundant_closure)]
            const STEPS: &'static [__p::StepFns<Self>] = {
                #stand_ins
                &[#steps]
            };
            const FLOW: __p::FlowOf<Self> = {
                use __p::ProbeDefault as _;
                __p::Probe::<#ident>::FLOW
            };
            fn table() -> &'static __p::Table {
                &__TABLE
            }
            #encode
            #done
            const STARTED: fn(__p::Start) -> #outcome = #outcome::Started;
            const FAILED: fn(__p::ModelFailure) -> #outcome = #outcome::Failed;
        }
    }
}

/// Lists its arms itself, so that a variant without an arm in the user's flow is one error, not two.
fn default_flow(agent: &Agent<'_>) -> TokenStream {
    let (ident, outcome) = (&agent.item.ident, &agent.outcome);
    let (done, others): (Vec<_>, Vec<_>) = agent.steps.iter().partition(|step| step.ends());
    let done = done.iter().map(|step| step.ident);
    let others = others.iter().map(|step| step.ident);
    quote! {
        #[automatically_derived]
        impl __p::DefaultFlow for #ident {
            fn default_next(outcome: &#outcome) -> __p::Next<Self> {
                match outcome {
                    #outcome::Started(..) #(| #outcome::#others { .. })* => __p::Next::ask_model(),
                    #(#outcome::#done { .. })|* => __p::Next::finish(),
                    #outcome::Failed(failure) => __p::Next::stop(&*failure.message),
                }
            }
        }
    }
}

/// `file:line:column` of a token in the user's source.
pub(super) fn place(ident: &Ident) -> TokenStream {
    let span = ident.span();
    quote_spanned! {span=>
        ::core::concat!(::core::file!(), ":", ::core::line!(), ":", ::core::column!())
    }
}

/// The name under which a step's field is bound in generated patterns: no user name can clash with it.
pub(super) fn bound(at: usize) -> Ident {
    format_ident!("__f{}", at)
}
