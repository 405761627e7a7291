//! `#[schema(secret)]`: the model sees a handle where the program has a value.

use proc_macro2::Span;
use quote::quote;
use syn::{Type, parse_quote};

use super::bounds::Bounds;
use super::class::{last_segment, option_of};
use super::wishes::Wishes;
use crate::{errors::Errors, krate::Krate};

/// What other keys are told.
pub(crate) const BESIDE: &str = "must not stand beside `secret`\nnote: the model sees a handle of the value, of which nothing else can be said; remove one of them";

/// Why a second `secret` is one too many.
pub(crate) const TWICE: &str = "`secret` must be written once\nnote: remove one of them";

/// Reports a type that cannot hold a handle, and whatever else is said of the value.
pub(crate) fn check(errors: &mut Errors, span: Span, ty: &Type, bounds: &Bounds, wishes: &Wishes) {
    let inner = option_of(ty).unwrap_or(ty);
    if !is_secret(ty) {
        let shown = quote!(#ty).to_string().replace(' ', "");
        let wrapped = quote!(#inner).to_string().replace(' ', "");
        errors.at_span(span, format!("`secret` must stand on a `String` or a `Secret<…>`, and this is a `{shown}`\nnote: a handle stands in its place outside of tools; write `agent_core::secret::Secret<{wrapped}>`"));
    }
    bounds.refuse(errors, BESIDE);
    wishes.refuse(errors, BESIDE);
}

/// A text, or what is a secret without a word, or an `Option` of these.
fn is_secret(ty: &Type) -> bool {
    let named = |ty: &Type| {
        last_segment(ty).is_some_and(|last| last.ident == "String" || last.ident == "Secret")
    };
    named(option_of(ty).unwrap_or(ty))
}

/// Whether the text would be shown where a `Secret` is not.
pub(crate) fn is_plain(ty: &Type) -> bool {
    last_segment(option_of(ty).unwrap_or(ty)).is_some_and(|last| last.ident == "String")
}

/// The type whose schema stands for the value.
pub(crate) fn stated(krate: &Krate, ty: &Type) -> Type {
    if is_secret(ty) {
        parse_quote!(<#ty as #krate::__private::SecretInput>::As)
    } else {
        ty.clone()
    }
}
