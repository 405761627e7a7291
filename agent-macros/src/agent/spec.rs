//! The agent's const facts, and the checks over them that only rustc can make.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type, parse_quote};

use super::check::{Agent, Field, Kind, Plain, Step};
use super::expand::place;
use super::parse::Prefetch;
use super::profile;
use crate::hash::text_hash;
use crate::lint::Lints;
use crate::schema::option_of;

pub(super) fn spec(agent: &Agent<'_>, lints: &Lints) -> TokenStream {
    let name = agent.item.ident.to_string();
    let (doc, tag) = (&agent.doc, &agent.tag);
    let (models, indexes) = (&agent.args.models, &agent.args.indexes);
    let count = agent.steps.len();
    let steps = agent.steps.iter().enumerate().map(step);
    let done = agent.steps.iter().enumerate();
    let done = done.filter(|(_, step)| step.ends()).map(|(at, step)| {
        let name = super::done::arguments(at);
        shape(&name, step)
    });
    let limits = limits(agent);
    let profile = profile::constant(agent);
    let place = place(&agent.item.ident);
    let lints = lints.data(&quote!(__p));
    let prompt = agent.prompt.as_ref().map_or_else(
        || quote!(__p::None),
        |prompt| {
            let prompt = prompt.expand(&quote!(__p));
            quote!(__p::Some(#prompt))
        },
    );
    let state = &agent.args.state;
    let state = quote_spanned!(state.span()=> {
        #[allow(unused_imports, reason = "for states without a schema")]
        use __p::NoShape as _;
        __p::StateShape::<#state>::SHAPE
    });
    quote! {
        const __PROFILE: &__p::Profile = &__p::#profile;
        #(#done)*
        const __STEPS: &[__p::StepSpec; #count] = &[#(#steps),*];
        static __SPEC: __p::AgentSpec = __p::AgentSpec {
            name: #name,
            doc: #doc,
            prompt: #prompt,
            steps: __STEPS,
            state: #state,
            limits: #limits,
            tag: #tag,
            models: &[#(#models),*],
            indexes: &[#(#indexes),*],
            profile: __PROFILE,
            place: #place,
            lints: #lints,
        };
    }
}

fn limits(agent: &Agent<'_>) -> TokenStream {
    let args = agent.args;
    let steps = args.max_steps.as_ref().map(|most| most.value);
    let steps = steps.map(|most| quote!(steps: #most,));
    let replies = args.bad_replies.map(|most| quote!(bad_replies: #most,));
    let attempts = args.tool_attempts.map(|most| quote!(tool_attempts: #most,));
    let errors = args
        .consecutive_errors
        .map(|most| quote!(consecutive_errors: #most,));
    let stuck = args.when_stuck.as_ref().map(when_stuck);
    let some = |name: &str, most: Option<u64>| {
        let name = Ident::new(name, proc_macro2::Span::call_site());
        most.map(|most| quote!(#name: __p::Some(#most),))
    };
    let tokens = some("tokens", args.max_tokens);
    let cost = some("cost_micros", args.max_cost_micros);
    let time = some("time_ms", args.max_time_ms);
    quote!(__p::Limits {
        #steps #tokens #cost #time #replies #attempts #errors #stuck ..__p::Limits::DEFAULT
    })
}

fn when_stuck(word: &Ident) -> TokenStream {
    let variant = crate::case::pascal(&word.to_string());
    let variant = Ident::new(&variant, word.span());
    quote!(when_stuck: __p::WhenStuck::#variant,)
}

fn step((at, step): (usize, &Step<'_>)) -> TokenStream {
    let retired = step.retired;
    match &step.kind {
        Kind::Held(call) | Kind::Restated(call) => {
            let contract = contract(call);
            let prefetch = match step.prefetch.map(|mark| mark.prefetch) {
                None => return quote!(__p::tool_step(#contract, #retired)),
                Some(Prefetch::Also) => quote!(Also),
                Some(Prefetch::Only) => quote!(Only),
            };
            quote!(__p::prefetched_step(#contract, __p::Prefetch::#prefetch))
        }
        Kind::Plain {
            name,
            kind: Plain::Sub { agent },
        } => sub(step, name, agent),
        Kind::Plain { name, kind } => {
            let arguments = if step.ends() {
                let arguments = super::done::arguments(at);
                quote!(&#arguments)
            } else {
                let shape = shape(&quote!(__ARGS), step);
                quote!(#shape &__ARGS)
            };
            let kind = plain(kind);
            quote!(__p::plain_step(#name, { #arguments }, #kind, #retired))
        }
    }
}

/// `<GetOrder as Tool>::CONTRACT`, with errors at the type.
pub(super) fn contract(call: &Type) -> TokenStream {
    quote_spanned!(call.span()=> <#call as __p::Tool>::CONTRACT)
}

/// An agent's contract is a tool's; the function that names the agent keeps two that are steps of each other from
/// being constants of each other.
fn sub(step: &Step<'_>, name: &str, agent: &Type) -> TokenStream {
    let retired = step.retired;
    let place = place(step.ident);
    let shape = shape(&quote!(__ARGS), step);
    let output = quote_spanned!(agent.span()=> __p::Below::<#agent>::SHAPE);
    let table = quote_spanned!(agent.span()=> __p::Below::<#agent>::TABLE);
    quote! {
        __p::sub_step({
            use __p::NoAgent as _;
            #shape
            static __SUB: __p::Contract = __p::sub_contract(#name, &__ARGS, #output, #place);
            &__SUB
        }, { use __p::NoAgent as _; #table }, #retired)
    }
}

/// The static of a step's arguments.
fn shape(ident: &impl ToTokens, step: &Step<'_>) -> TokenStream {
    let name = step.ident.to_string();
    let doc = &step.doc;
    let texts = step
        .fields
        .iter()
        .flat_map(|field| [&*field.name, &*field.doc]);
    let hash = text_hash([&*name, doc].into_iter().chain(texts));
    let fields = step.fields.iter().map(field);
    quote! {
        static #ident: __p::Shape = __p::arguments(#name, #doc, #hash, &[#(#fields),*]);
    }
}

fn field(field: &Field<'_>) -> TokenStream {
    let (name, doc, ty) = (&field.name, &field.doc, field.ty);
    let shape = quote_spanned!(ty.span()=> <#ty as __p::StepField>::SHAPE);
    // The one type that is known by its name: a missing `Option` reads as `None`.
    let required = option_of(ty).is_none();
    let place = place(field.ident);
    quote!(__p::field(#name, #doc, #shape, #required, #place))
}

fn plain(kind: &Plain<'_>) -> TokenStream {
    match kind {
        Plain::Ask { answer, urgency } => {
            let shape = quote_spanned!(answer.span()=> <#answer as __p::StepAnswer>::SHAPE);
            quote!(__p::StepKind::Ask(__p::Question { answer: #shape, urgency: __p::Urgency::#urgency }))
        }
        Plain::Sub { .. } | Plain::Done => quote!(__p::StepKind::Done),
        Plain::Wait { event, timed } => {
            let event = event
                .as_ref()
                .map_or_else(|| quote!(__p::None), |event| quote!(__p::Some(#event)));
            quote!(__p::StepKind::Wait(__p::Wait { event: #event, timed: #timed }))
        }
    }
}

/// One const item a rule and step, each at the token to change.
pub(super) fn checks(agent: &Agent<'_>) -> TokenStream {
    let count = agent.steps.len();
    let steps = agent.steps.iter().enumerate();
    let checks = steps.map(|(at, step)| step_checks(agent, at, step));
    let prompt = prompt_check(agent);
    let profile = profile::checks(agent);
    let no_deps = no_deps_check(agent);
    quote! {
        const __HASHES: [__p::u64; #count] = __p::name_hashes(__STEPS);
        #(#checks)*
        #no_deps
        #prompt
        #profile
    }
}

/// Which tools borrow only rustc knows; the key that is missing is the agent's.
fn no_deps_check(agent: &Agent<'_>) -> Option<TokenStream> {
    if !agent.lacks_deps() {
        return None;
    }
    let (name, span) = (agent.item.ident.to_string(), agent.item.ident.span());
    let tools = agent.steps.iter().filter_map(Step::call).map(|call| {
        let contract = contract(call);
        let runs = quote_spanned!(call.span()=> __p::Alone::<#call>::RUNS);
        quote!((#contract, #runs))
    });
    let check = quote_spanned!(span=> __p::check_no_deps);
    let arguments = quote_spanned!(span=> (#name, &[#(#tools),*]));
    let borrows = quote!(
        use __p::Borrows as _;
    ); // At the agent's name rustc would call it unused.
    Some(quote!(static __DEPS: () = { #borrows #check #arguments };))
}

/// The state must have a schema only where the template names something of it.
fn prompt_check(agent: &Agent<'_>) -> Option<TokenStream> {
    let prompt = agent.prompt.as_ref()?;
    let none = parse_quote!(());
    let state = if prompt.names_state() {
        &agent.args.state
    } else {
        &none
    };
    let shape = quote_spanned!(state.span()=> <#state as __p::Schema>::SHAPE);
    let named = prompt.tools_named(&names(agent));
    let named = named.into_iter().map(|(place, word, guess)| {
        quote_spanned!(prompt.span=> const _: () = __p::check_tool_named(__STEPS, #place, #word, #guess);)
    });
    let listed = prompt.tools_listed();
    let locked = prompt.lock_check();
    Some(quote_spanned! {prompt.span=>
        const _: () = if let __p::Some(prompt) = __SPEC.prompt { __p::check_prompt(prompt, #shape, true) };
        #(#named)*
        #listed
        #locked
    })
}

/// What the offered steps are called, as far as their variants tell.
fn names(agent: &Agent<'_>) -> Vec<String> {
    let offered = agent.steps.iter().filter(|step| step.is_offered());
    offered
        .map(|step| match &step.kind {
            Kind::Held(call) | Kind::Restated(call) => {
                let last = crate::schema::last_segment(call);
                let ident =
                    last.map_or_else(|| step.ident.to_string(), |last| last.ident.to_string());
                crate::case::snake(&ident)
            }
            Kind::Plain { name, .. } => name.clone(),
        })
        .collect()
}

fn step_checks(agent: &Agent<'_>, at: usize, step: &Step<'_>) -> TokenStream {
    let is_tool = |step: &Step<'_>| !matches!(step.kind, Kind::Plain { .. });
    let earlier_tool = agent.steps[..at].iter().any(is_tool);
    let name = (at > 0 && (is_tool(step) || earlier_tool))
        .then(|| quote_spanned!(step.ident.span()=> const _: () = __p::check_name(__STEPS, &__HASHES, #at);));
    let call = match &step.kind {
        Kind::Held(call) | Kind::Restated(call) => *call,
        Kind::Plain { .. } => return quote!(#name),
    };
    let tag = &agent.tag;
    let contract = contract(call);
    let tag = quote_spanned!(call.span()=> const _: () = __p::check_tag(#contract, #tag););
    let restated = matches!(step.kind, Kind::Restated(_)).then(|| {
        let names = step.fields.iter().map(|field| &field.name);
        quote_spanned!(step.ident.span()=> const _: () = __p::check_restated(#contract, &[#(#names),*]);)
    });
    let prefetch = step
        .prefetch
        .map(|mark| quote_spanned!(mark.span=> const _: () = __p::check_prefetch(#contract);));
    quote!(#name #tag #restated #prefetch)
}
