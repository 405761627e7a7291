//! The tool's const facts: field table, arguments, contract.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::output::plain;
use super::{locked, pinned};
use crate::hash::text_hash;
use crate::krate::Krate;
use crate::schema::{last_segment, secret};
use crate::simple::is_simple;
use crate::tool::check::{Class, Input, Output, Policy, Substitute, Tool, Version};
use crate::tool::spans::{ends, projection};

/// Expands to the field table, the arguments' shape and the contract.
pub(super) fn statics(tool: &Tool<'_>, inputs: &[&Input]) -> TokenStream {
    let Tool {
        call, name, doc, ..
    } = tool;
    let struct_name = call.to_string();
    let hash = hash(tool, &struct_name, inputs);
    let count = inputs.len();
    let fields = inputs.iter().map(|input| field(tool.krate, input));
    let span = tool.function.sig.ident.span();
    let (named_fields, named_contract) = (named("__FIELDS", span), named("__CONTRACT", span));
    let place = place(span);
    let policy = policy(tool.policy, tool.function.sig.asyncness.is_none());
    let contract =
        quote!(__p::Contract { #policy ..__p::contract::<#call>(#name, &__ARGUMENTS, #place) });
    let contract = match plain(tool) {
        Some(plain) => quote!({ let __contract = #contract; #plain __contract }),
        None => contract,
    };
    let holder = holder(tool);
    let checks = inputs
        .iter()
        .map(|input| input.bounds.const_checks(&known_shape(input), tool.krate));
    let possible = inputs.iter().enumerate();
    let possible = possible.filter_map(|(at, input)| possible_check(name, at, input));
    let pinned = tool
        .pinned
        .map(|pinned| pinned::checks(pinned, name, inputs));
    let locked = locked::check(tool);
    quote! {
        const #named_fields: [__p::Field; #count] = [#(#fields),*];
        static __ARGUMENTS: __p::Shape = __p::arguments(#struct_name, #doc, #hash, &__FIELDS);
        #holder #named_contract: __p::Contract = #contract;
        #(#checks)*
        #(#possible)*
        #pinned
        #locked
    }
}

/// What no model can fill in is told at the parameter, whoever offers the tool.
fn possible_check(tool: &str, at: usize, input: &Input) -> Option<TokenStream> {
    if is_simple(&input.ty) {
        return None;
    }
    let (first, last) = ends(&input.ty);
    let arguments = quote_spanned!(last=> (#tool, &__FIELDS[#at]));
    Some(quote_spanned!(first=> const _: () = __p::check_parameter #arguments;))
}

/// The contract asks `Return<Order>`, where rustc would propose a type parameter for a missing `Order`, as
/// it does not for the function's own `-> Order`. A static can have none, so nothing is proposed.
fn holder(tool: &Tool<'_>) -> TokenStream {
    match tool.output {
        Output::Plain(ty) if last_segment(ty).is_some_and(|last| last.arguments.is_none()) => {
            quote!(static)
        }
        Output::Plain(_) | Output::Result { .. } | Output::Unit => quote!(const),
    }
}

/// A const that names the user's types stands, for rustc, where the function does: a type that is not there
/// is then reported in the same words here as there, and rustc says the same words once.
fn named(name: &str, span: Span) -> Ident {
    Ident::new(name, span)
}

fn hash(tool: &Tool<'_>, struct_name: &str, inputs: &[&Input]) -> u64 {
    let mut parts = vec![
        tool.name.to_owned(),
        struct_name.to_owned(),
        tool.doc.to_owned(),
    ];
    for input in inputs {
        parts.extend([input.name.clone(), input.doc.clone()]);
        parts.extend(input.bounds.texts());
    }
    text_hash(parts.iter().map(String::as_str))
}

/// What the type does not say about itself: `Option` knows that its key may be missing.
fn field(krate: &Krate, input: &Input) -> TokenStream {
    let Input {
        name,
        doc,
        bounds,
        wishes,
        ..
    } = input;
    let known = if input.secret {
        let ty = secret::stated(krate, &input.ty);
        projection(&ty, &input.ty, "Input", "INPUT")
    } else {
        projection(&input.ty, &input.ty, "Input", "INPUT")
    };
    let place = place(input.ident.span());
    let required = input.default.as_ref().map(missing);
    let bounds = (!bounds.is_empty()).then(|| {
        let bounds = bounds.to_tokens(krate);
        quote!(bounds: #bounds,)
    });
    let wishes = wishes.to_tokens(krate);
    quote!(__p::Field { name: #name, doc: #doc, place: #place, #required #bounds #wishes ..#known })
}

/// Expands to the facts of a parameter that may be missing: what then stands for it, unless its type says that.
fn missing(default: &Substitute) -> TokenStream {
    let stated = default.stated.then(|| {
        let text = default.value.to_token_stream().to_string();
        quote!(default: #text,)
    });
    quote!(required: false, #stated)
}

/// Asks for the shape as the field does, so that a type without one is one error.
fn known_shape(input: &Input) -> TokenStream {
    let known = projection(&input.ty, &input.ty, "Input", "INPUT");
    quote!(#known.shape)
}

fn place(span: Span) -> TokenStream {
    quote_spanned!(span=> __p::place!())
}

/// Expands to the fields of `Contract` that differ from its defaults.
fn policy(policy: &Policy, blocking: bool) -> TokenStream {
    let Policy {
        version, attempts, ..
    } = policy;
    let class = match policy.class {
        Class::Read => quote!(class: __p::Class::Read,),
        Class::Idempotent => quote!(class: __p::Class::Idempotent,),
        Class::Write => quote!(),
    };
    let gate = match (&policy.ask_if, policy.destructive) {
        (Some(_), _) => quote!(gate: __p::Gate::AskIf,),
        (None, true) => quote!(gate: __p::Gate::Always,),
        (None, false) => quote!(),
    };
    let timeout = policy
        .timeout
        .as_ref()
        .map(|timeout| quote!(timeout: __p::Some(#timeout),));
    let version = version
        .as_ref()
        .map(|Version { number, .. }| quote!(version: #number, versioned: true,));
    let attempts = (*attempts != 1).then(|| quote!(attempts: #attempts,));
    let concurrent = policy.concurrent.then(|| quote!(concurrent: true,));
    let blocking = blocking.then(|| quote!(blocking: true,));
    quote!(#version #class #gate #timeout #attempts #concurrent #blocking)
}
