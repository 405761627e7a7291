//! What is emitted beside the errors: the enum, its outcome and stub impls, so that the rest of the
//! program still compiles and only the errors show.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, Type, parse_quote};

use super::check::no_data_in;
use super::parse::{Found, Written, WrittenKind, WrittenVariant};
use super::{done, outcome};
use crate::errors::Errors;
use crate::tool::borrow_in;

pub(super) fn agent(written: &Written, errors: Errors) -> TokenStream {
    let errors = errors.into_tokens();
    let mut item = written.item.clone();
    item.generics = Generics::default();
    let variants = item.variants.into_iter().zip(&written.variants);
    let variants = variants.filter(|(_, written)| !written.is_only_prefetched());
    item.variants = variants.map(|(variant, _)| variant).collect();
    for variant in &mut item.variants {
        variant.attrs.retain(|attr| !attr.path().is_ident("cfg"));
        for field in &mut variant.fields {
            field.attrs.retain(|attr| !attr.path().is_ident("schema"));
            field.ty = plain(written, &field.ty);
        }
    }
    let (outcome, done, stubs) = (outcome(written), ends(written), stubs(written));
    let item = match &written.found {
        Found::Other(item) => item.clone(),
        Found::Whole | Found::Broken => quote!(#item),
    };
    quote! {
        #[allow(dead_code, missing_docs, reason = "the agent did not compile")]
        #item
        #errors
        #outcome
        #done
        #stubs
    }
}

/// The type, unless it borrows, is no data or names a parameter of the enum: that was told already.
fn plain(written: &Written, ty: &Type) -> Type {
    let mut parameters = written.item.generics.type_params();
    if borrow_in(ty).is_some()
        || no_data_in(ty).is_some()
        || parameters.any(|parameter| names(ty.to_token_stream(), &parameter.ident))
    {
        return parse_quote!(());
    }
    ty.clone()
}

fn names(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => names(group.stream(), name),
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn outcome(written: &Written) -> TokenStream {
    let variants = written.variants.iter();
    let variants = variants.filter_map(|variant| outcome_variant(written, variant));
    outcome::frame(&written.item, &written.args.krate, variants)
}

fn outcome_variant(written: &Written, variant: &WrittenVariant) -> Option<TokenStream> {
    let krate = &written.args.krate;
    let ident = &variant.variant.ident;
    if ident == "Started" || ident == "Failed" {
        return None;
    }
    let fields = variant.variant.fields.iter().filter_map(|field| {
        let (ident, ty) = (field.ident.as_ref()?, plain(written, &field.ty));
        (ident != "answer" && ident != "woke" && ident != "result").then(|| quote!(#ident: #ty,))
    });
    let unit = matches!(variant.variant.fields, syn::Fields::Unit);
    Some(match &variant.kind {
        Some(WrittenKind::Held(call) | WrittenKind::Restated(call)) => {
            outcome::tool(krate, ident, call)
        }
        Some(WrittenKind::Ask { answer, .. }) => {
            let answer = plain(written, answer);
            quote!(#ident { #(#fields)* answer: #answer })
        }
        Some(WrittenKind::Sub { agent, .. }) => {
            let result = outcome::sub_result(krate, agent);
            quote!(#ident { #(#fields)* result: #result })
        }
        Some(WrittenKind::Wait { .. }) => {
            quote!(#ident { #(#fields)* woke: #krate::__private::agent::Woke })
        }
        Some(WrittenKind::Done { .. }) | None if unit => quote!(#ident),
        Some(WrittenKind::Done { .. }) => quote!(#ident { #(#fields)* }),
        None => {
            let fields = &variant.variant.fields;
            quote!(#ident #fields)
        }
    })
}

/// What the agent may end with.
fn ends(written: &Written) -> TokenStream {
    let ends = written
        .variants
        .iter()
        .filter(|variant| matches!(variant.kind, Some(WrittenKind::Done { .. })));
    let variants = ends.map(|variant| {
        let ident = &variant.variant.ident;
        let fields = variant.variant.fields.iter().filter_map(|field| {
            let (ident, ty) = (field.ident.as_ref()?, plain(written, &field.ty));
            Some(quote!(#ident: #ty,))
        });
        if matches!(variant.variant.fields, syn::Fields::Unit) {
            return quote!(#ident);
        }
        quote!(#ident { #(#fields)* })
    });
    done::frame(&written.item, variants)
}

fn stubs(written: &Written) -> TokenStream {
    let krate = &written.args.krate;
    let (state, deps) = (&written.args.state, &written.args.deps);
    let ident = &written.item.ident;
    let outcome = super::check::outcome_ident(&written.item);
    let done = super::check::done_ident(&written.item);
    let into_step = into_step(written);
    // rustc tells of the slip. Had it not, this stops the build.
    let unread = matches!(written.found, Found::Broken).then(|| quote!(__p::unread::<Self>();));
    quote! {
        const _: () = {
            use #krate::__private::agent as __p;
            static __TABLE: __p::Table = __p::Table::new::<#ident>();
            impl __p::Agent for #ident {
                type State = #state;
                type Deps = #deps;
                type Outcome = #outcome;
                const SPEC: &'static __p::AgentSpec = &__p::STUB_SPEC;
                const STEPS: &'static [__p::StepFns<Self>] = &[];
                const FLOW: __p::FlowOf<Self> = |_, _| __p::Next::wait();
                fn table() -> &'static __p::Table { &__TABLE }
                fn encode(&self) -> __p::Result<__p::Choice, __p::JsonError> { #unread __p::stub_choice() }
                type Done = #done;
                const DONE_SHAPE: __p::ShapeRef = __p::STUB_DONE;
                const DONE: fn(Self) -> __p::Option<#done> = |_| __p::None;
                const STARTED: fn(__p::Start) -> #outcome = #outcome::Started;
                const FAILED: fn(__p::ModelFailure) -> #outcome = #outcome::Failed;
            }
            #into_step
        };
    }
}

/// Stands for any step by never returning: nothing runs a program that did not compile.
fn into_step(written: &Written) -> TokenStream {
    let ident = &written.item.ident;
    let mut seen = HashSet::new();
    let calls = written
        .variants
        .iter()
        .filter_map(|variant| match &variant.kind {
            Some(WrittenKind::Held(call) | WrittenKind::Restated(call)) => seen
                .insert(call.to_token_stream().to_string())
                .then_some(call),
            _ => None,
        });
    quote! {
        impl __p::IntoStep<#ident> for #ident {
            fn into_step(self) -> #ident { self }
        }
        #(impl __p::IntoStep<#ident> for #calls {
            fn into_step(self) -> #ident { loop {} }
        })*
    }
}
