//! A call as a value: written, copied, compared and printed.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::at_function;
use crate::tool::check::{Input, Tool};
use crate::tool::spans::projection;

/// Expands to: serde's struct, one line a field.
pub(super) fn impl_serialize(tool: &Tool<'_>, inputs: &[&Input]) -> TokenStream {
    let (call, at_function) = (tool.call, at_function(tool));
    let name = call.to_string();
    let count = inputs.len();
    let writes = inputs.iter().map(
        |Input {
             ident,
             ty,
             name,
             secret,
             ..
         }| {
            if *secret {
                return quote!(__p::SerializeStruct::serialize_field(&mut __call, #name, &__p::SecretText(&self.#ident))?;);
            }
            let write = projection(ty, ty, "Input", "write");
            quote!(#write(&self.#ident, &mut __call, #name)?;)
        },
    );
    let mutable = (count > 0).then(|| quote!(mut));
    quote! {
        #[automatically_derived]
        #at_function __p::Serialize for #call {
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
pub(super) fn impl_values(tool: &Tool<'_>, inputs: &[&Input]) -> TokenStream {
    let (call, at_function) = (tool.call, at_function(tool));
    let name = call.to_string();
    let copies = inputs.iter().map(|Input { ident, ty, .. }| {
        let copy = projection(ty, ty, "Input", "copy");
        quote!(#ident: #copy(&self.#ident))
    });
    quote! {
        #[automatically_derived]
        #at_function __p::clone::Clone for #call {
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
