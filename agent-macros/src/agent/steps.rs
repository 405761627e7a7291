//! How each step is read, turned into an outcome, and written.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use super::check::{Agent, Kind, Plain, Step};
use super::expand::bound;
use super::spec::contract;
use crate::respan::respan;

/// The rows of `STEPS`.
pub(super) fn rows(agent: &Agent<'_>) -> TokenStream {
    let steps = agent.steps.iter().enumerate();
    steps
        .map(|(at, step)| match &step.kind {
            Kind::Held(call) | Kind::Restated(call) => tool_row(agent, step, call),
            Kind::Plain { kind, .. } => plain_row(agent, at, step, kind),
        })
        .collect()
}

/// Reads the call; the step is made from it as `IntoStep` says. The outcome stands at the call's type,
/// as in the outcome enum, so that a type which is no tool is one error.
fn tool_row(agent: &Agent<'_>, step: &Step<'_>, call: &Type) -> TokenStream {
    let from_json = quote_spanned!(call.span()=> <#call as __p::Tool>::from_json);
    let held = quote_spanned!(call.span()=> __p::Held::<#call>);
    let runs = if agent.args.no_deps {
        quote_spanned!(call.span()=> __p::Alone::<#call>)
    } else {
        held.clone()
    };
    let run = quote_spanned!(call.span()=> |text, deps, cx| #runs::run(text, deps, cx));
    let decode = if step.is_step() {
        quote!(#held::decode)
    } else {
        quote!(#held::no_step)
    };
    let outcome = respan(outcome_variant(agent, step), call.span());
    let outcome = quote_spanned! {call.span()=>
        |text, answer| __p::Ok(#outcome(#from_json(text)?, #held::answer(answer)?))
    };
    quote! {
        __p::StepFns::tool(
            #decode,
            #outcome,
            #held::ask_if,
            #run,
        ),
    }
}

/// `SupportOutcome::GetOrder`
pub(super) fn outcome_variant(agent: &Agent<'_>, step: &Step<'_>) -> TokenStream {
    let (outcome, ident) = (&agent.outcome, step.ident);
    quote!(#outcome::#ident)
}

fn plain_row(all: &Agent<'_>, at: usize, step: &Step<'_>, kind: &Plain<'_>) -> TokenStream {
    let (enum_ident, outcome, ident) = (&all.item.ident, &all.outcome, step.ident);
    let fields = fields(step);
    let extra = extra(kind);
    let read = quote!(let mut __args = __p::Args::read(text, __STEPS[#at].arguments)?;);
    let read = if step.fields.is_empty() {
        quote!(__p::Args::read(text, __STEPS[#at].arguments)?;)
    } else {
        read
    };
    let answer = if extra.is_empty() {
        quote!(_)
    } else {
        quote!(answer)
    };
    let made = match kind {
        // At the agent's type, as in the outcome enum, so that one which is no agent is one error.
        Plain::Sub { agent } => {
            let outcome = respan(outcome_variant(all, step), agent.span());
            quote_spanned!(agent.span()=> #outcome { #fields #extra })
        }
        Plain::Ask { .. } | Plain::Done | Plain::Wait { .. } => {
            quote!(#outcome::#ident { #fields #extra })
        }
    };
    quote! {
        __p::StepFns::plain(
            |text| { #read __p::Ok(#enum_ident::#ident { #fields }) },
            |text, #answer| { #read __p::Ok(#made) },
        ),
    }
}

fn fields(step: &Step<'_>) -> TokenStream {
    let fields = step.fields.iter().enumerate();
    fields
        .map(|(at, field)| {
            let (ident, ty) = (field.ident, field.ty);
            let take = quote_spanned!(ty.span()=> <#ty as __p::StepField>::take);
            quote!(#ident: #take(&mut __args, #at)?,)
        })
        .collect()
}

fn extra(kind: &Plain<'_>) -> TokenStream {
    match kind {
        Plain::Ask { answer, .. } => {
            let read = quote_spanned!(answer.span()=> <#answer as __p::StepAnswer>::read);
            quote!(answer: #read(answer)?,)
        }
        Plain::Sub { agent } => {
            quote_spanned!(agent.span()=> result: __p::Below::<#agent>::done(answer)?,)
        }
        Plain::Done => TokenStream::new(),
        Plain::Wait { .. } => quote!(woke: answer.woke(),),
    }
}

/// `fn encode`, one arm a step.
pub(super) fn encode(agent: &Agent<'_>) -> TokenStream {
    let steps = agent.steps.iter().enumerate();
    let arms = steps
        .filter(|(_, step)| step.is_step())
        .map(|(at, step)| arm(&agent.item.ident, at, step));
    let restates = |step: &Step<'_>| {
        matches!(step.kind, Kind::Restated(_)) && !step.fields.is_empty() && step.is_step()
    };
    let stand_in = agent.steps.iter().any(restates).then(|| {
        quote!(
            use __p::NotWritten as _;
        )
    });
    quote! {
        fn encode(&self) -> __p::Result<__p::Choice, __p::JsonError> {
            #stand_in
            match self { #(#arms,)* }
        }
    }
}

fn arm(agent: &Ident, at: usize, step: &Step<'_>) -> TokenStream {
    let ident = step.ident;
    let names = step.fields.iter().map(|field| field.ident);
    let locals = (0..step.fields.len()).map(bound).collect::<Vec<_>>();
    let pattern = quote!(#agent::#ident { #(#names: #locals),* });
    let restated = matches!(step.kind, Kind::Restated(_));
    let written = step.fields.iter().zip(&locals).map(|(field, local)| {
        let (name, ty) = (&field.name, field.ty);
        if restated {
            return quote!((#name, __p::Restated(#local).field()));
        }
        let write = quote_spanned!(ty.span()=> <#ty as __p::StepField>::field);
        quote!((#name, #write(#local)))
    });
    match &step.kind {
        Kind::Held(call) => {
            let function = quote_spanned!(call.span()=> <#call as __p::Tool>::to_json);
            quote!(#agent::#ident(call) => __p::Choice::written(#at, #function(call)))
        }
        Kind::Restated(call) => {
            let contract = contract(call);
            quote!(#pattern => __p::Choice::restated(#at, #contract, &[#(#written),*]))
        }
        Kind::Plain { .. } => quote!(#pattern => __p::Choice::fields(#at, &[#(#written),*])),
    }
}
