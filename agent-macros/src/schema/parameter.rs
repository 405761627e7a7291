//! What `#[tool]` needs: a parameter is a field, and all of them make one closed object.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Attribute, Type, ext::IdentExt};

use super::{
    attr::{self, Level},
    check, expand,
    model::{Field, Fields, Required, Value},
    texts, types,
};
use crate::{doc::doc, errors::Errors, krate::Krate};

/// A parameter as a field: its doc comment, its `#[schema(..)]` keys, its type.
#[allow(dead_code, reason = "`#[tool]` calls it")]
pub(crate) fn parameter(
    errors: &mut Errors,
    krate: &Krate,
    attrs: &[Attribute],
    ident: &Ident,
    ty: &Type,
) -> Field {
    let mut schema = attr::parse(errors, attrs, Level::Parameter);
    let stated = match schema.with {
        Some(with) => with,
        None if schema.schemars => types::foreign(krate, ty),
        None => {
            check::check_owned(errors, ty);
            Clone::clone(ty)
        }
    };
    if !schema.schemars {
        schema.bounds.check(errors, &stated);
    }
    Field {
        name: ident.unraw().to_string(),
        aliases: Vec::new(),
        value: Value {
            ty: Box::new(stated),
            doc: doc(attrs),
            bounds: schema.bounds,
        },
        required: Required::ByType,
        flatten: false,
        span: ident.span(),
    }
}

/// Expands to the `Shape { .. }` literal of a tool's arguments, which refuse unknown keys, and to the
/// const checks of their bounds, which stand beside it.
#[allow(dead_code, reason = "`#[tool]` calls it")]
pub(crate) fn arguments(
    krate: &Krate,
    name: &str,
    doc: &str,
    list: Vec<Field>,
) -> (TokenStream, TokenStream) {
    let fields = Fields { list, closed: true };
    let tokens = expand::fields_tokens(krate, &fields);
    let checks = fields
        .list
        .iter()
        .map(|field| field.value.bounds.const_checks(&field.value.ty, krate));
    let checks = checks.collect();
    (
        expand::shape(
            krate,
            name,
            doc,
            &texts::fields_texts(&fields),
            &quote!(Struct(#tokens)),
        ),
        checks,
    )
}
