//! `Tool` and `Call`: how arguments are read and how the function is run.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Token;

use super::output::{output, settled};
use crate::tool::check::{Dep, Input, Parameter, Substitute, Tool};
use crate::tool::spans::{ends, projection};

/// Expands to: contract, output, decoding field by field, the predicate.
pub(super) fn impl_tool(tool: &Tool<'_>, inputs: &[&Input]) -> TokenStream {
    let call = tool.call;
    let output = output(tool.output);
    let takes = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| take(index, input));
    let ask_if = tool
        .policy
        .ask_if
        .as_ref()
        .map(|predicate| ask_if(call, predicate));
    let args = if inputs.is_empty() {
        quote!(_)
    } else {
        quote!(mut __args)
    };
    let at_function = at_function(tool);
    quote! {
        #[automatically_derived]
        #at_function __p::Tool for #call {
            const CONTRACT: &'static __p::Contract = &__CONTRACT;
            type Output = #output;
            fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
                let #args = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
                __p::Ok(Self { #(#takes,)* })
            }
            #ask_if
        }
    }
}

/// The word `impl` where the function's name stands, for the reason that `contract::named` gives.
pub(super) fn at_function(tool: &Tool<'_>) -> Token![impl] {
    Token![impl](tool.function.sig.ident.span())
}

fn take(index: usize, input: &Input) -> TokenStream {
    let ident = &input.ident;
    let of = |method| projection(&input.ty, &input.ty, "Input", method);
    let value = match &input.default {
        None => {
            let take = of("take");
            quote!(#take(&mut __args, #index))
        }
        Some(Substitute { value, .. }) => {
            let take = of("take_or");
            quote!(#take(&mut __args, #index, || #value))
        }
    };
    quote!(#ident: #value?)
}

/// The tokens are pasted as they are, so that rustc's messages land inside the attribute.
fn ask_if(call: &Ident, predicate: &impl ToTokens) -> TokenStream {
    quote! {
        fn ask_if(&self) -> __p::bool {
            const __ASK_IF: fn(&#call) -> __p::bool = #predicate;
            __ASK_IF(self)
        }
    }
}

/// Expands to: one bound a dep, on the parameter; the function called with fields and deps.
pub(super) fn impl_call(tool: &Tool<'_>) -> TokenStream {
    let Tool {
        call,
        function,
        parameters,
        ..
    } = tool;
    let bounds = parameters.iter().filter_map(bound);
    let arguments = parameters.iter().map(argument);
    let name = &function.sig.ident;
    let wait = function.sig.asyncness.map(|_| quote!(.await));
    let settled = settled(tool.output, &quote!(#name(#(#arguments),*) #wait));
    // Spanned on the name, so that "future is not `Send`" points there.
    let future = quote_spanned! {name.span()=>
        impl __p::Future<Output = __p::Result<<#call as __p::Tool>::Output, __p::Failure>> + __p::Send
    };
    let at_function = at_function(tool);
    quote! {
        #[automatically_derived]
        #at_function<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for #call
        where #(#bounds,)*
        {
            fn call(self, __deps: &__D, __cx: &__p::CallContext) -> #future {
                async move { #settled }
            }
        }
    }
}

fn bound(parameter: &Parameter) -> Option<TokenStream> {
    let Parameter::Dep(Dep { ty }) = parameter else {
        return None;
    };
    let (span, _) = ends(ty);
    Some(quote_spanned!(span=> __D: __p::Provides<#ty>))
}

fn argument(parameter: &Parameter) -> TokenStream {
    match parameter {
        Parameter::Input(input) => {
            let ident = &input.ident;
            quote!(self.#ident)
        }
        Parameter::Dep(Dep { ty }) => quote!(<__D as __p::Provides<#ty>>::provide(__deps, __cx)),
    }
}
