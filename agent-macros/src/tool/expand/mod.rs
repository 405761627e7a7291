//! What follows from a tool. Total: everything that could be wrong was found before.

mod call;
mod contract;
mod locked;
mod output;
mod pinned;
mod values;

use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, FnArg, Token};

pub(crate) use output::output;

use call::{impl_call, impl_tool};
use contract::statics;
use values::{impl_serialize, impl_values};

use super::check::{Input, Tool, is_schema, is_tool};
use super::parse::Function;
use crate::doc::is_doc;
use crate::krate::Krate;

/// The user's function, without what only we understand.
pub(crate) fn function(function: &Function) -> TokenStream {
    let Function {
        attrs,
        vis,
        sig,
        body,
    } = function;
    let mut sig = sig.clone();
    for input in &mut sig.inputs {
        if let FnArg::Typed(parameter) = input {
            parameter
                .attrs
                .retain(|attr| !is_doc(attr) && !is_schema(attr) && !attr.path().is_ident("serde"));
        }
    }
    let attrs = attrs.iter().filter(|attr| !is_tool(attr));
    // Clippy would ask for what a tool must not have: borrowed inputs, or deps that no field is.
    let allow = quote!(#[allow(clippy::needless_pass_by_value, clippy::ptr_arg, clippy::trivially_copy_pass_by_ref)]);
    quote!(#(#attrs)* #allow #vis #sig #body)
}

/// Everything beside the function.
pub(crate) fn tool(tool: &Tool<'_>) -> TokenStream {
    let inputs: Vec<&Input> = tool.inputs().collect();
    let call = tool.call;
    let structure = structure(tool.function, call, &inputs);
    let parts = [
        statics(tool, &inputs),
        impl_tool(tool, &inputs),
        impl_call(tool),
        impl_serialize(tool, &inputs),
        impl_values(tool, &inputs),
    ];
    let scope = scope(tool.function, tool.krate, &parts);
    quote!(#structure #scope)
}

/// Impls stand where they add no name to the user's module; `__p` keeps their paths short.
pub(crate) fn scope(function: &Function, krate: &Krate, parts: &[TokenStream]) -> TokenStream {
    let cfgs = conditions(function);
    quote! {
        #(#cfgs)*
        #[allow(unused_qualifications, deprecated)]
        const _: () = {
            use #krate::__private as __p;
            #(#parts)*
        };
    }
}

/// Expands to: `/// docs` `pub struct GetOrder { /// docs` `pub order_id: OrderId }`.
pub(crate) fn structure(function: &Function, call: &Ident, inputs: &[&Input]) -> TokenStream {
    let docs = function.attrs.iter().filter(|attr| is_doc(attr));
    let cfgs = conditions(function);
    let vis = &function.vis;
    let fields = inputs.iter().map(
        |Input {
             ident, ty, docs, ..
         }| quote!(#(#docs)* #vis #ident: #ty),
    );
    // Where the name is taken already, rustc points at the function's name and not at the attribute.
    let at_function = Token![struct](call.span());
    let body = if inputs.is_empty() {
        quote_spanned!(call.span()=> ;)
    } else {
        let mut braces = Group::new(Delimiter::Brace, quote!(#(#fields,)*));
        braces.set_span(call.span());
        braces.to_token_stream()
    };
    quote! {
        #(#cfgs)*
        #(#docs)*
        #[allow(missing_docs, private_interfaces)]
        #vis #at_function #call #body
    }
}

/// A `#[cfg]` below ours is not evaluated yet: all that we add stands and falls with the function.
pub(crate) fn conditions(function: &Function) -> impl Iterator<Item = &Attribute> {
    function
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
}
