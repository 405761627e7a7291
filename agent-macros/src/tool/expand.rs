//! What follows from a tool. Total: everything that could be wrong was found before.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, FnArg, Type};

use super::check::{Class, Dep, Input, Output, Parameter, Policy, Tool, is_schema, is_tool};
use super::parse::Function;
use super::spans::{ends, projection};
use crate::doc::is_doc;
use crate::hash::text_hash;
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
    quote!(#(#attrs)* #vis #sig #body)
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
        impl_serialize(call, &inputs),
        impl_values(call, &inputs),
    ];
    let scope = scope(tool.function, tool.krate, &parts);
    quote!(#structure #scope)
}

/// Impls stand where they add no name to the user's module; `__p` keeps their paths short.
pub(crate) fn scope(function: &Function, krate: &Krate, parts: &[TokenStream]) -> TokenStream {
    let cfgs = conditions(function);
    quote! {
        #(#cfgs)*
        #[allow(unused_qualifications)]
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
    let body = if inputs.is_empty() {
        quote!(;)
    } else {
        quote!({ #(#fields,)* })
    };
    quote! {
        #(#cfgs)*
        #(#docs)*
        #[allow(missing_docs, private_interfaces)]
        #vis struct #call #body
    }
}

/// A `#[cfg]` below ours is not evaluated yet: all that we add stands and falls with the function.
pub(crate) fn conditions(function: &Function) -> impl Iterator<Item = &Attribute> {
    function
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
}

/// Expands to the field table, the arguments' shape and the contract.
fn statics(tool: &Tool<'_>, inputs: &[&Input]) -> TokenStream {
    let Tool {
        call, name, doc, ..
    } = tool;
    let struct_name = call.to_string();
    let hash = hash(tool, &struct_name, inputs);
    let count = inputs.len();
    let fields = inputs.iter().map(|input| field(tool.krate, input));
    let place = place(tool.function.sig.ident.span());
    let policy = policy(tool.policy, tool.function.sig.asyncness.is_none());
    let contract =
        quote!(__p::Contract { #policy ..__p::contract::<#call>(#name, &__ARGUMENTS, #place) });
    let contract = match plain(tool) {
        Some(plain) => quote!({ let __contract = #contract; #plain __contract }),
        None => contract,
    };
    let checks = inputs
        .iter()
        .map(|input| input.bounds.const_checks(&known_shape(input), tool.krate));
    quote! {
        static __FIELDS: [__p::Field; #count] = [#(#fields),*];
        static __ARGUMENTS: __p::Shape = __p::arguments(#struct_name, #doc, #hash, &__FIELDS);
        static __CONTRACT: __p::Contract = #contract;
        #(#checks)*
    }
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
        name, doc, bounds, ..
    } = input;
    let known = projection(&input.ty, &input.ty, "Input", "INPUT");
    let place = place(input.ident.span());
    let required = input.default.is_some().then(|| quote!(required: false,));
    let bounds = (!bounds.is_empty()).then(|| {
        let bounds = bounds.to_tokens(krate);
        quote!(bounds: #bounds,)
    });
    quote!(__p::Field { name: #name, doc: #doc, place: #place, #required #bounds ..#known })
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
    let version = (*version != 1).then(|| quote!(version: #version,));
    let attempts = (*attempts != 1).then(|| quote!(attempts: #attempts,));
    let concurrent = policy.concurrent.then(|| quote!(concurrent: true,));
    let blocking = blocking.then(|| quote!(blocking: true,));
    quote!(#version #class #gate #timeout #attempts #concurrent #blocking)
}

/// Expands to: contract, output, decoding field by field, the predicate.
fn impl_tool(tool: &Tool<'_>, inputs: &[&Input]) -> TokenStream {
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
    quote! {
        #[automatically_derived]
        impl __p::Tool for #call {
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

fn take(index: usize, input: &Input) -> TokenStream {
    let ident = &input.ident;
    let of = |method| projection(&input.ty, &input.ty, "Input", method);
    let value = match &input.default {
        None => {
            let take = of("take");
            quote!(#take(&mut __args, #index))
        }
        Some(default) => {
            let take = of("take_or");
            quote!(#take(&mut __args, #index, || #default))
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

pub(crate) fn output(output: &Output) -> TokenStream {
    match output {
        Output::Unit => quote!(()),
        Output::Plain(ty) => ty.to_token_stream(),
        Output::Result { ty, ok, .. } => {
            projection(ty, ok.as_ref().unwrap_or(ty), "ToolReturn", "Ok")
        }
    }
}

/// A `Result` under another name would be stored as `{"Ok": …}`: asks the type itself. Stands after
/// the contract, which does not evaluate where the output fits nothing, so that one error shows.
fn plain(tool: &Tool<'_>) -> Option<TokenStream> {
    let Output::Plain(ty) = tool.output else {
        return None;
    };
    let message = format!(
        "tool `{}` must name its `Result`\nnote: the return type is an alias; write `Result<T, E>`, or end the alias's name in `Result`",
        tool.name
    );
    let (span, _) = ends(ty);
    let assert = quote_spanned!(span=> __p::assert!(<__p::Return<#ty>>::PLAIN, #message););
    Some(quote!(use __p::PlainReturn as _; #assert))
}

/// Expands to: one bound a dep, on the parameter; the function called with fields and deps.
fn impl_call(tool: &Tool<'_>) -> TokenStream {
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
    quote! {
        #[automatically_derived]
        impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for #call
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

/// Expands to: the value, or the error's text and, if it has one, its JSON form.
fn settled(output: &Output, value: &TokenStream) -> TokenStream {
    match output {
        Output::Unit => quote!(#value; __p::Ok(())),
        Output::Plain(_) => quote!(__p::Ok(#value)),
        Output::Result { ty, error, .. } => settled_result(error.as_ref().unwrap_or(ty), value),
    }
}

/// `place` is the error's type, or what stands nearest to it.
fn settled_result(place: &Type, value: &TokenStream) -> TokenStream {
    let (span, _) = ends(place);
    let error = format_ident!("__e", span = span);
    let failure = quote_spanned!(span=> __p::failure(&#error, __p::Detail(&#error).detail()));
    quote! {
        use __p::NoDetail as _;
        match #value {
            __p::Ok(__value) => __p::Ok(__value),
            __p::Err(#error) => __p::Err(#failure),
        }
    }
}

/// Expands to: serde's struct, one line a field.
fn impl_serialize(call: &Ident, inputs: &[&Input]) -> TokenStream {
    let name = call.to_string();
    let count = inputs.len();
    let writes = inputs.iter().map(
        |Input {
             ident, ty, name, ..
         }| {
            let write = projection(ty, ty, "Input", "write");
            quote!(#write(&self.#ident, &mut __call, #name)?;)
        },
    );
    let mutable = (count > 0).then(|| quote!(mut));
    quote! {
        #[automatically_derived]
        impl __p::Serialize for #call {
            fn serialize<__S: __p::Serializer>(&self, __s: __S) -> __p::Result<__S::Ok, __S::Error> {
                let #mutable __call = __p::Serializer::serialize_struct(__s, #name, #count)?;
                #(#writes)*
                __p::SerializeStruct::end(__call)
            }
        }
    }
}

/// Expands to: `Clone` through `Input`, `PartialEq` and `Debug` through JSON. The standard derives
/// would ask each parameter type for each trait, and report each that is missing.
fn impl_values(call: &Ident, inputs: &[&Input]) -> TokenStream {
    let name = call.to_string();
    let copies = inputs.iter().map(|Input { ident, ty, .. }| {
        let copy = projection(ty, ty, "Input", "copy");
        quote!(#ident: #copy(&self.#ident))
    });
    quote! {
        #[automatically_derived]
        impl __p::clone::Clone for #call {
            fn clone(&self) -> Self { Self { #(#copies,)* } }
        }
        #[automatically_derived]
        impl __p::cmp::PartialEq for #call {
            fn eq(&self, __other: &Self) -> __p::bool { __p::same_json(self, __other) }
        }
        #[automatically_derived]
        impl __p::fmt::Debug for #call {
            fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result { __p::debug(#name, self, __f) }
        }
    }
}
