//! Rules on the return type: `T` or `Result<T, E>`, owned and spelled out.

use proc_macro2::TokenTree;
use quote::quote;
use syn::{GenericArgument, PathArguments, PathSegment, ReturnType, Signature, Type};

use super::parameter::owned;
use super::{borrow_in, infers, no_self, peel};
use crate::errors::Errors;
use crate::schema::last_segment;
use crate::tool::spans::{find, is_word};

/// A tool's return type.
#[expect(clippy::large_enum_variant, reason = "there is one for each tool")]
pub(crate) enum Output {
    /// No `->`.
    Unit,
    /// Any type that is not written `Result`.
    Plain(Type),
    /// A type whose last path segment is `Result`. The trait system splits it; the halves kept here
    /// only tell rustc where to point, and an alias may leave one out.
    Result {
        ty: Type,
        ok: Option<Type>,
        error: Option<Type>,
    },
}

/// Reads the return type; `None` if it cannot stand outside the function.
pub(crate) fn output(errors: &mut Errors, sig: &Signature) -> Option<Output> {
    let ReturnType::Type(_, ty) = &sig.output else {
        return Some(Output::Unit);
    };
    let output = split(ty);
    let found = check_named(errors, sig, ty).and(check_owned(errors, sig, &output));
    found
        .filter(|()| sig.generics.params.is_empty())
        .map(|()| output)
}

fn split(ty: &Type) -> Output {
    match last_segment(ty) {
        Some(segment) if segment.ident == "Result" => Output::Result {
            ty: ty.clone(),
            ok: argument(segment, 0),
            error: argument(segment, 1),
        },
        _ => Output::Plain(ty.clone()),
    }
}

fn argument(segment: &PathSegment, index: usize) -> Option<Type> {
    let PathArguments::AngleBracketed(list) = &segment.arguments else {
        return None;
    };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    types.skip(index).take(1).next()
}

fn check_named(errors: &mut Errors, sig: &Signature, ty: &Type) -> Option<()> {
    if let Some(token) = find(ty, &|token| is_word(token, "Self")) {
        errors.at(token, no_self(sig));
        return None;
    }
    let hides = |token: &TokenTree| is_word(token, "impl") || is_word(token, "dyn");
    let hidden = match split(ty) {
        Output::Result { ok: Some(ok), .. } => find(&ok, &hides),
        Output::Result { ok: None, .. } => find(ty, &|token| is_word(token, "impl")),
        _ => find(ty, &hides),
    };
    if let Some(token) = hidden {
        errors.at(token, format!("tool `{}` must name what it returns\nnote: the result is written to the log and read back; write a concrete type", sig.ident));
        return None;
    }
    if infers(ty) {
        errors.said_by_rustc();
        return None;
    }
    if let Type::Never(never) = peel(ty) {
        errors.at(
            never,
            format!(
                "tool `{}` must return\nnote: write `()` or leave the return type out",
                sig.ident
            ),
        );
        return None;
    }
    Some(())
}

/// The result must own its data. An error need not: `&'static str` may be shown, only shorter-lived
/// borrows may not.
fn check_owned(errors: &mut Errors, sig: &Signature, output: &Output) -> Option<()> {
    let token = match output {
        Output::Unit => None,
        Output::Plain(ty) => unsized_in(ty).or_else(|| borrow_in(ty)),
        Output::Result { ok, error, .. } => {
            borrow_in(&quote!(#ok)).or_else(|| borrow_in(&without_static(error.as_ref())))
        }
    };
    // A lifetime that is a generic parameter was reported there.
    let token = token
        .filter(|token| sig.generics.params.is_empty() || matches!(token, TokenTree::Punct(_)));
    let Some(token) = token else { return Some(()) };
    errors.at(token, format!("tool `{}` must return owned data\nnote: the result outlives the call in the log; write `String`, `Vec<T>` or another owned type", sig.ident));
    None
}

/// The first token of a type that only a borrow or a box can hold.
fn unsized_in(ty: &Type) -> Option<TokenTree> {
    owned(peel(ty))
        .is_some()
        .then(|| find(ty, &|_| true))
        .flatten()
}

fn without_static(error: Option<&Type>) -> Option<Type> {
    match peel(error?) {
        Type::Reference(reference) => match &reference.lifetime {
            Some(lifetime) if lifetime.ident == "static" => Some((*reference.elem).clone()),
            _ => error.cloned(),
        },
        _ => error.cloned(),
    }
}
