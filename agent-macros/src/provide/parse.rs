//! What was written: the struct, its fields and `#[provide(..)]`.

use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Generics, Path, Type};

use crate::errors::Errors;
use crate::krate::Krate;
use crate::nearest::unknown_key;

/// A deps struct.
pub(crate) struct Deps<'a> {
    pub krate: Krate,
    pub ident: &'a Ident,
    pub generics: &'a Generics,
    pub fields: Vec<Dep<'a>>,
}

/// A field that lends its value.
pub(crate) struct Dep<'a> {
    pub ident: &'a Ident,
    pub ty: &'a Type,
}

#[derive(Default)]
struct Keys {
    krate: Option<Path>,
    skip: bool,
    stated: bool,
}

/// Reads the struct; anything else is reported and lends only itself.
pub(crate) fn deps<'a>(errors: &mut Errors, input: &'a DeriveInput) -> Deps<'a> {
    let keys = keys(errors, &input.attrs, &["crate"]);
    let fields = fields(errors, input);
    let fields = fields
        .filter_map(|field| dep(errors, &input.generics, field))
        .collect();
    Deps {
        krate: keys.krate.map(Krate::from).unwrap_or_default(),
        ident: &input.ident,
        generics: &input.generics,
        fields,
    }
}

fn fields<'a>(
    errors: &mut Errors,
    input: &'a DeriveInput,
) -> impl Iterator<Item = &'a Field> + use<'a> {
    let name = &input.ident;
    let mut refuse = |what: &str| {
        errors.at(name, format!("deps `{name}` must be a struct with named fields, not {what}\nnote: tools borrow from it field by field"));
        None
    };
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(fields),
            Fields::Unit => None,
            Fields::Unnamed(_) => refuse("a tuple struct"),
        },
        Data::Enum(_) => refuse("an enum"),
        Data::Union(_) => refuse("a union"),
    };
    fields.into_iter().flat_map(|fields| &fields.named)
}

fn dep<'a>(errors: &mut Errors, generics: &Generics, field: &'a Field) -> Option<Dep<'a>> {
    let keys = keys(errors, &field.attrs, &["skip"]);
    // `Provides<B>` for any `B` overlaps with what every struct provides (E0119), so a bare
    // parameter is lent only where the user says that its bound rules the overlap out.
    let bare = is_parameter(generics, &field.ty) && !keys.stated;
    let ident = field.ident.as_ref()?;
    (!keys.skip && !bare).then_some(Dep {
        ident,
        ty: &field.ty,
    })
}

fn is_parameter(generics: &Generics, ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    generics
        .type_params()
        .any(|parameter| path.path.is_ident(&parameter.ident))
}

fn keys(errors: &mut Errors, attrs: &[Attribute], known: &[&str]) -> Keys {
    let mut keys = Keys::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("provide")) {
        if matches!(attr.meta, syn::Meta::Path(_)) && known.contains(&"skip") {
            keys.stated = true;
            continue;
        }
        let result = attr.parse_nested_meta(|meta| {
            let name = meta
                .path
                .get_ident()
                .map(ToString::to_string)
                .unwrap_or_default();
            match name.as_str() {
                "skip" if known.contains(&"skip") => {
                    if meta.input.peek(syn::Token![=]) {
                        return Err(
                            meta.error("`skip` must stand alone\nnote: write `#[provide(skip)]`")
                        );
                    }
                    keys.skip = true;
                }
                "crate" if known.contains(&"crate") => keys.krate = Some(meta.value()?.parse()?),
                _ => return Err(syn::Error::new(meta.path.span(), unknown_key(&name, known))),
            }
            Ok(())
        });
        errors.take(result);
    }
    keys
}
