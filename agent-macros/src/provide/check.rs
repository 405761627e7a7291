//! What is true: every type is lent by one field.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{GenericArgument, PathArguments, Type};

use super::parse::{Dep, Deps};
use crate::errors::Errors;
use crate::schema::last_segment;

/// One `impl Provides<ty>`.
pub(crate) struct Loan<'a> {
    pub field: &'a Ident,
    pub ty: &'a Type,
    /// How the field's value becomes a `&ty`.
    pub value: TokenStream,
}

/// What the fields lend, without the types that an earlier field lends already.
pub(crate) fn loans<'a>(errors: &mut Errors, deps: &Deps<'a>) -> Vec<Loan<'a>> {
    let mut loans = Vec::new();
    for dep in &deps.fields {
        for loan in of(deps, dep) {
            if check_new(errors, deps, &loans, &loan) {
                loans.push(loan);
            }
        }
    }
    loans
}

/// The field's own type, and what its pointer points to.
fn of<'a>(deps: &Deps<'_>, dep: &Dep<'a>) -> Vec<Loan<'a>> {
    let field = dep.ident;
    let mut loans = vec![Loan {
        field,
        ty: dep.ty,
        value: quote!(&self.#field),
    }];
    let inner =
        pointee(dep.ty).filter(|ty| !deps.generics.type_params().any(|it| is(ty, &it.ident)));
    loans.extend(inner.map(|ty| Loan {
        field,
        ty,
        value: quote!(&*self.#field),
    }));
    loans
}

/// `T` of `Arc<T>`, `Box<T>` and `&T`. Recognized by spelling: a macro sees no types, and
/// `#[provide(skip)]` is the way out where another type has such a name.
fn pointee(ty: &Type) -> Option<&Type> {
    let path = match ty {
        Type::Reference(reference) if reference.mutability.is_none() => {
            return Some(&reference.elem);
        }
        Type::Path(path) => path,
        _ => return None,
    };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(list) = &segment.arguments else {
        return None;
    };
    match (
        segment.ident == "Arc" || segment.ident == "Box",
        list.args.first()?,
    ) {
        (true, GenericArgument::Type(ty)) => Some(ty),
        _ => None,
    }
}

fn check_new(errors: &mut Errors, deps: &Deps<'_>, before: &[Loan<'_>], loan: &Loan<'_>) -> bool {
    let field = loan.field;
    if last_segment(loan.ty).is_some_and(|last| last.ident == "CallContext") {
        errors.at(loan.ty, format!("field `{field}` must not be a `CallContext`, which every call is lent by itself\nnote: remove the field; a tool takes `&CallContext`"));
        return false;
    }
    if is(loan.ty, deps.ident) {
        errors.at(field, format!("field `{field}` must not lend a `{}`, which lends itself\nnote: write `#[provide(skip)]` on the field", deps.ident));
        return false;
    }
    let text = loan.ty.to_token_stream().to_string();
    let Some(other) = before
        .iter()
        .find(|other| other.ty.to_token_stream().to_string() == text)
    else {
        return true;
    };
    errors.at(field, format!("field `{field}` must differ in type from `{}`: both lend the same type\nnote: give one a newtype, or write `#[provide(skip)]` on it", other.field));
    false
}

fn is(ty: &Type, ident: &Ident) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == *ident) && path.path.segments.len() == 1)
}
