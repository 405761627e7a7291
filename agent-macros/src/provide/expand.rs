//! One impl of `Provides` a type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use super::check::Loan;
use super::parse::Deps;
use crate::tool::spans::ends;

/// The struct itself and every loan.
pub(crate) fn impls(deps: &Deps<'_>, loans: &[Loan<'_>]) -> TokenStream {
    let (_, generics, _) = deps.generics.split_for_impl();
    let ident = deps.ident;
    let whole = one(deps, &quote!(#ident #generics), &quote!(self));
    let loans = loans.iter().map(|loan| one(deps, loan.ty, &loan.value));
    let krate = &deps.krate;
    quote! {
        const _: () = {
            use #krate::__private as __p;
            #whole
            #(#loans)*
        };
    }
}

fn one(deps: &Deps<'_>, ty: &impl ToTokens, value: &TokenStream) -> TokenStream {
    let ident = deps.ident;
    let (impl_generics, generics, clause) = deps.generics.split_for_impl();
    let (span, _) = ends(ty);
    let target = quote_spanned!(span=> __p::Provides<#ty>);
    quote! {
        #[automatically_derived]
        impl #impl_generics #target for #ident #generics #clause {
            fn provide<'__a>(&'__a self, _: &'__a __p::CallContext) -> __p::Lent<'__a, #ty> { #value }
        }
    }
}
