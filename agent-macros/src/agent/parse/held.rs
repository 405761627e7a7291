//! A variant without a mark, which holds the call of a tool.

use syn::{Attribute, Fields, Ident, Type, parse_quote};

use super::{MARKS, WrittenKind};
use crate::case::pascal;
use crate::errors::Errors;
use crate::nearest::{nearest, unknown};

/// What the variant holds.
pub(super) fn held(errors: &mut Errors, variant: &mut syn::Variant) -> Option<WrittenKind> {
    if let Some(attr) = variant.attrs.iter().find(|attr| slip(attr).is_some()) {
        let meant = slip(attr).unwrap_or_default();
        errors.at(
            attr.path(),
            format!("unknown attribute\nnote: did you mean `#[{meant}]`?"),
        );
        let path = attr.path().clone();
        variant.attrs.retain(|attr| *attr.path() != path);
        return None;
    }
    match &mut variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let field = fields.unnamed.first_mut()?;
            held_call(errors, &mut field.ty)
        }
        Fields::Unnamed(_) | Fields::Named(_) | Fields::Unit => {
            let ident = &variant.ident;
            if let Some(at) = variant.attrs.iter().position(is_foreign) {
                let attr = variant.attrs.remove(at);
                errors.at(attr.path(), unknown("attribute", &path_text(&attr), MARKS));
                return None;
            }
            errors.at(
                ident,
                format!(
                    "variant `{ident}` must say what it is\nnote: hold a tool's call, as in `GetOrder(GetOrder)`, or write `#[tool(function)]`, `#[ask]`, `#[sub(Agent)]`, `#[done]` or `#[wait]` on it"
                ),
            );
            None
        }
    }
}

/// An attribute that nobody knows, on a variant that does not say what it is: meant as a mark.
fn is_foreign(attr: &Attribute) -> bool {
    attr.path().get_ident().is_some_and(|name| !is_known(name))
}

fn path_text(attr: &Attribute) -> String {
    let name = attr.path().get_ident();
    name.map_or_else(String::new, ToString::to_string)
}

/// A misspelt mark, which rustc would call unknown without knowing ours.
fn slip(attr: &Attribute) -> Option<&'static str> {
    let name = attr.path().get_ident()?;
    if is_known(name) {
        return None;
    }
    nearest(&name.to_string(), MARKS)
}

/// Attributes of rustc, and helpers of derives that are often seen.
fn is_known(name: &Ident) -> bool {
    let known = [
        "doc",
        "cfg",
        "cfg_attr",
        "deprecated",
        "strum",
        "allow",
        "expect",
        "warn",
        "deny",
        "serde",
        "default",
        "non_exhaustive",
    ];
    known.contains(&&*name.to_string())
}

/// The call's type; a function's name, which is an easy slip, becomes the type that was meant.
fn held_call(errors: &mut Errors, ty: &mut Type) -> Option<WrittenKind> {
    // `$call:ty` of a user's own macro comes in an invisible group.
    while let Type::Group(group) = ty {
        *ty = Type::clone(&group.elem);
    }
    let Type::Path(path) = ty else {
        errors.at(
            &*ty,
            "variant must hold the call of a tool, for example `GetOrder`",
        );
        *ty = parse_quote!(());
        return None;
    };
    let last = path.path.segments.last_mut()?;
    let name = last.ident.to_string();
    if !last.arguments.is_empty() || is_std(&name) {
        errors.at(
            &path.path,
            format!("`{name}` is not a tool\nnote: the variant must hold the call of a `#[tool]` function, which is named after the function in PascalCase"),
        );
        *ty = parse_quote!(());
        return None;
    }
    if starts_lower(&name) {
        let call = pascal(&name);
        errors.at(
            &last.ident,
            format!("variant must hold the call type `{call}`\nnote: `#[tool]` names the call of `{name}` in PascalCase"),
        );
        last.ident = Ident::new(&call, last.ident.span());
    }
    Some(WrittenKind::Held(ty.clone()))
}

pub(super) fn starts_lower(name: &str) -> bool {
    name.starts_with(char::is_lowercase)
}

/// Types of the language, which are certainly no tools; told here, the error comes once.
fn is_std(name: &str) -> bool {
    let names = [
        "Self", "String", "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8",
        "i16", "i32", "i64", "i128", "isize", "f32", "f64",
    ];
    names.contains(&name)
}
