//! What stands beside the function after an error: the names that other code uses, without bodies,
//! so that only our error is red.

use proc_macro2::TokenStream;
use quote::quote;

use syn::{FnArg, ReturnType, Signature, Type, parse_quote};

use super::check::{Draft, Input, borrow_in, peel};
use super::expand::{self, output, scope, structure};
use super::parse::Function;
use super::spans::{find, is_word};

/// The call's struct and stub impls; nothing where a struct cannot stand.
pub(crate) fn stub(draft: &Draft<'_>) -> TokenStream {
    let Some(call) = &draft.call else {
        return TokenStream::new();
    };
    let inputs: Vec<&Input> = draft.inputs().collect();
    let structure = structure(draft.function, call, &inputs);
    let output = draft.output().map_or_else(|| quote!(()), output);
    let impls = quote! {
        static __ARGUMENTS: __p::Shape = __p::arguments("", "", 0, &[]);
        static __CONTRACT: __p::Contract = __p::contract::<#call>("", &__ARGUMENTS, "");
        impl __p::Tool for #call {
            const CONTRACT: &'static __p::Contract = &__CONTRACT;
            type Output = #output;
            fn from_json(_: &__p::str) -> __p::Result<Self, __p::ArgumentError> { __p::stub() }
        }
        impl<__D: ?__p::Sized> __p::Call<__D> for #call {
            fn call(self, _: &__D, _: &__p::CallContext) -> impl __p::Future<Output = __p::Result<<#call as __p::Tool>::Output, __p::Failure>> + __p::Send {
                __p::pending()
            }
        }
        impl __p::Serialize for #call {
            fn serialize<__S: __p::Serializer>(&self, _: __S) -> __p::Result<__S::Ok, __S::Error> { __p::stub() }
        }
        impl __p::clone::Clone for #call {
            fn clone(&self) -> Self { __p::stub() }
        }
        impl __p::cmp::PartialEq for #call {
            fn eq(&self, _: &Self) -> __p::bool { __p::stub() }
        }
        impl __p::fmt::Debug for #call {
            fn fmt(&self, _: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result { __p::stub() }
        }
    };
    let scope = scope(draft.function, &draft.krate, &[impls]);
    quote!(#structure #scope)
}

/// The user's function without the faults that were reported and that rustc would report again.
pub(crate) fn function(function: &Function) -> TokenStream {
    let mut sig = function.sig.clone();
    let is_method = sig.receiver().is_some();
    repair_output(&mut sig);
    for input in &mut sig.inputs {
        if let FnArg::Typed(parameter) = input
            && !is_method
        {
            repair_parameter(&mut parameter.ty);
        }
    }
    let has_body = function.body.to_string().starts_with('{') || sig.receiver().is_some();
    let body = if has_body {
        function.body.clone()
    } else {
        quote!({ ::core::unreachable!() })
    };
    expand::function(&Function {
        attrs: function.attrs.clone(),
        vis: function.vis.clone(),
        sig,
        body,
    })
}

/// A type of unknown size cannot be taken by value.
fn repair_parameter(ty: &mut Type) {
    let sized = match peel(ty) {
        Type::Slice(slice) => {
            let item = &slice.elem;
            parse_quote!(::std::vec::Vec<#item>)
        }
        Type::Path(path) if path.path.is_ident("str") => parse_quote!(::std::string::String),
        Type::TraitObject(_) => parse_quote!(&'static (#ty)),
        _ if find(ty, &|token| is_word(token, "Self")).is_some() => parse_quote!(()),
        _ => return,
    };
    *ty = sized;
}

/// A lifetime left out needs a parameter that borrows.
fn repair_output(sig: &mut Signature) {
    let borrows = |input: &FnArg| match input {
        FnArg::Typed(parameter) => borrow_in(&parameter.ty).is_some(),
        FnArg::Receiver(_) => true,
    };
    if sig.inputs.iter().any(borrows) {
        return;
    }
    let ReturnType::Type(_, ty) = &mut sig.output else {
        return;
    };
    if let Type::Reference(reference) = &mut **ty {
        reference.lifetime.get_or_insert(parse_quote!('static));
    } else {
        repair_parameter(ty);
    }
}
