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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::{arguments, parameter};
    use crate::{errors::Errors, krate::Krate};
    use syn::{Expr, FnArg, ItemFn, Pat, parse_quote};

    fn shape_of(function: &ItemFn) -> (String, String, String) {
        let (krate, mut errors) = (Krate::default(), Errors::new());
        let mut fields = Vec::new();
        for input in &function.sig.inputs {
            let FnArg::Typed(argument) = input else {
                continue;
            };
            let Pat::Ident(name) = &*argument.pat else {
                continue;
            };
            fields.push(parameter(
                &mut errors,
                &krate,
                &argument.attrs,
                &name.ident,
                &argument.ty,
            ));
        }
        let (shape, checks) = arguments(&krate, "refund", "Pay back.", fields);
        syn::parse2::<Expr>(shape.clone()).unwrap();
        syn::parse2::<syn::File>(checks.clone()).unwrap();
        (
            shape.to_string(),
            checks.to_string(),
            errors.into_tokens().to_string(),
        )
    }

    #[test]
    fn parameters_become_a_closed_object() {
        let function = parse_quote! {
            fn refund(
                /// In cents.
                #[schema(range(1..=50))] amount: Cents,
                #[schema(length(1..))] r#type: String,
            ) {}
        };
        let (shape, checks, errors) = shape_of(&function);
        assert!(errors.is_empty(), "{errors}");
        assert!(
            shape.contains("doc : \"In cents.\"") && shape.contains("name : \"type\""),
            "{shape}"
        );
        assert!(shape.contains("closed : true"), "{shape}");
        assert_eq!(checks.matches("check_bound").count(), 2, "{checks}");
        assert_eq!(shape_of(&function).0, shape, "the same tokens every time");
    }

    #[test]
    fn a_wrong_bound_is_reported() {
        let (_, _, errors) = shape_of(&parse_quote!(
            fn refund(#[schema(range(1..=50))] name: String) {}
        ));
        assert!(
            errors.contains("`range` must stand on a number"),
            "{errors}"
        );
    }
}
