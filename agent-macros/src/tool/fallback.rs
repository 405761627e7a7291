//! What stands beside the function after an error: the names that other code uses, without bodies,
//! so that only our error is red.

use proc_macro2::TokenStream;
use quote::quote;

use super::check::{Draft, Input};
use super::expand::{output, scope, structure};

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
