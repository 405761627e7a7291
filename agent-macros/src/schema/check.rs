//! From what was written to what is true. Every `check_*` and `*_of` reports what is wrong and goes on,
//! so that all errors of a type show at once.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Data, DataEnum, DataStruct, DeriveInput, Fields as Written, Type, ext::IdentExt};

use super::{
    attr::{self, Level, Schema},
    bounds::Bounds,
    case::Rule,
    model::{Body, Checked, Content, Field, Fields, Required, Tagging, Value, Variant},
    secret,
    serde::{self, Serde},
    types::stated_type,
    wishes::Wishes,
};
use crate::{doc::doc, errors::Errors, krate::Krate};

/// What holds for every field of the type.
struct Scope<'a> {
    krate: &'a Krate,
    input: &'a DeriveInput,
    serde: &'a Serde,
}

pub(crate) fn check(errors: &mut Errors, input: &DeriveInput) -> Checked {
    let schema = attr::parse(errors, &input.attrs, Level::Container);
    let serde = serde::parse(&input.attrs);
    let krate = schema
        .krate
        .clone()
        .map_or_else(Krate::default, Krate::from);
    let name = serde
        .rename
        .clone()
        .unwrap_or_else(|| input.ident.unraw().to_string());
    let scope = Scope {
        krate: &krate,
        input,
        serde: &serde,
    };
    check_names(errors, input);
    let body = if has_twins(input) {
        errors.said_by_rustc();
        Body::Stub
    } else {
        body(errors, &scope, schema)
    };
    Checked {
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        doc: doc(&input.attrs),
        body: if errors.is_empty() { body } else { Body::Stub },
        name,
        krate,
    }
}

fn body(errors: &mut Errors, scope: &Scope, schema: Schema) -> Body {
    if schema.schemars {
        schema.bounds.refuse(
            errors,
            "must stand on a field here: the type brings its own schema",
        );
        return Body::Foreign;
    }
    if let Some(ty) = schema.with {
        return newtype(
            errors,
            schema.bounds,
            Value {
                ty: Box::new(ty),
                doc: String::new(),
                bounds: Bounds::default(),
                wishes: Wishes::default(),
            },
            false,
        );
    }
    if check_custom(errors, scope.serde, "type") {
        return Body::Stub;
    }
    match &scope.input.data {
        Data::Struct(data) => struct_body(errors, scope, data, schema.bounds),
        Data::Enum(data) => {
            check_no_bounds(errors, &schema.bounds);
            enum_body(errors, scope, data)
        }
        Data::Union(data) => {
            errors.at(data.union_token, "a schema must be of a struct or an enum\nnote: JSON cannot tell the fields of a union apart");
            Body::Stub
        }
    }
}

fn struct_body(errors: &mut Errors, scope: &Scope, data: &DataStruct, bounds: Bounds) -> Body {
    if scope.serde.transparent {
        return transparent(errors, scope, &data.fields, bounds);
    }
    match &data.fields {
        Written::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let value = values(errors, scope, &data.fields).pop();
            value.map_or(Body::Tuple(Vec::new()), |value| {
                newtype(errors, bounds, value, false)
            })
        }
        Written::Unit => no_bounds(errors, &bounds, Body::Unit),
        Written::Unnamed(_) => {
            let values = values(errors, scope, &data.fields);
            no_bounds(errors, &bounds, Body::Tuple(values))
        }
        Written::Named(_) => {
            let rule = scope.serde.rename_all;
            let fields = fields(errors, scope, &data.fields, rule);
            no_bounds(errors, &bounds, Body::Struct(fields))
        }
    }
}

fn no_bounds(errors: &mut Errors, bounds: &Bounds, body: Body) -> Body {
    check_no_bounds(errors, bounds);
    body
}

fn newtype(errors: &mut Errors, mut bounds: Bounds, value: Value, transparent: bool) -> Body {
    bounds.check(errors, &value.ty);
    Body::Newtype {
        value,
        bounds,
        transparent,
    }
}

/// The one field that counts, as serde chooses it.
fn transparent(errors: &mut Errors, scope: &Scope, written: &Written, bounds: Bounds) -> Body {
    let counts = |field: &&syn::Field| {
        let serde = serde::parse(&field.attrs);
        !serde.skip && !serde.default && !is_phantom(&field.ty)
    };
    match written.iter().filter(counts).collect::<Vec<_>>().as_slice() {
        [field] => {
            let (value, _) = value(errors, scope, field);
            newtype(errors, bounds, value, true)
        }
        // serde reports it, with the same rule.
        _ => Body::Stub,
    }
}

fn is_phantom(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "PhantomData"))
}

fn enum_body(errors: &mut Errors, scope: &Scope, data: &DataEnum) -> Body {
    let (mut variants, mut untagged) = (Vec::new(), Vec::new());
    let mut spans = Vec::new();
    for written in &data.variants {
        attr::parse(errors, &written.attrs, Level::Variant);
        let serde = serde::parse(&written.attrs);
        if serde.skip || check_custom(errors, &serde, "variant") {
            continue;
        }
        let alone = serde.untagged && !scope.serde.untagged;
        let list = if alone { &mut untagged } else { &mut variants };
        list.push(variant(errors, scope, written, serde));
        spans.push(written.ident.span());
    }
    let tagged = spans.iter().zip(&variants);
    if untagged.is_empty() && !scope.serde.untagged {
        check_apart(
            errors,
            "variant",
            tagged.map(|(span, it)| (*span, &it.name, &it.aliases)),
        );
    }
    Body::Enum {
        tagging: tagging(scope.serde),
        variants,
        untagged,
    }
}

fn tagging(serde: &Serde) -> Tagging {
    match (serde.untagged, serde.tag.clone(), serde.content.clone()) {
        (true, _, _) => Tagging::Untagged,
        (false, None, _) => Tagging::External,
        (false, Some(tag), None) => Tagging::Internal { tag },
        (false, Some(tag), Some(content)) => Tagging::Adjacent { tag, content },
    }
}

fn variant(errors: &mut Errors, scope: &Scope, written: &syn::Variant, serde: Serde) -> Variant {
    let ident = written.ident.unraw().to_string();
    let renamed = || {
        scope
            .serde
            .rename_all
            .map_or_else(|| ident.clone(), |rule| rule.variant(&ident))
    };
    let content = match &written.fields {
        Written::Unit => Content::Unit,
        Written::Named(_) => {
            let rule = serde.rename_all.or(scope.serde.rename_all_fields);
            Content::Struct(fields(errors, scope, &written.fields, rule))
        }
        Written::Unnamed(list) => {
            let mut values = values(errors, scope, &written.fields);
            match values.pop() {
                Some(value) if list.unnamed.len() == 1 => Content::Newtype(value),
                Some(end) => Content::Tuple(values.into_iter().chain([end]).collect()),
                None => Content::Unit,
            }
        }
    };
    Variant {
        name: serde.rename.unwrap_or_else(renamed),
        aliases: serde.aliases,
        doc: doc(&written.attrs),
        content,
    }
}

fn fields(errors: &mut Errors, scope: &Scope, written: &Written, rule: Option<Rule>) -> Fields {
    let list = written.iter().filter_map(|written| {
        let ident = written.ident.as_ref()?;
        let serde = serde::parse(&written.attrs);
        (!serde.skip).then(|| field(errors, scope, written, ident, serde, rule))
    });
    let list: Vec<Field> = list.collect();
    let names = list.iter().filter(|field| !field.flatten);
    check_apart(
        errors,
        "field",
        names.map(|it| (it.span, &it.name, &it.aliases)),
    );
    Fields {
        list,
        closed: scope.serde.closed,
    }
}

/// Reports a name in JSON that stands for two things, of which serde would see the first. What is also one
/// name in Rust is rustc's to report.
fn check_apart<'a>(
    errors: &mut Errors,
    what: &str,
    items: impl Iterator<Item = (Span, &'a String, &'a Vec<String>)>,
) {
    let mut seen: Vec<&str> = Vec::new();
    for (span, name, aliases) in items {
        let names = || std::iter::once(name).chain(aliases);
        if let Some(twice) = names().find(|name| seen.contains(&name.as_str())) {
            errors.at_span(span, format!("{what} must not share the name `{twice}` with another in JSON\nnote: change `rename` or `alias`: only the first would be read"));
        }
        seen.extend(names().map(String::as_str));
    }
}

fn field(
    errors: &mut Errors,
    scope: &Scope,
    written: &syn::Field,
    ident: &Ident,
    serde: Serde,
    rule: Option<Rule>,
) -> Field {
    let (value, stated) = value(errors, scope, written);
    let ident_text = ident.unraw().to_string();
    let renamed = || rule.map_or_else(|| ident_text.clone(), |rule| rule.field(&ident_text));
    let by_default =
        serde.default || (scope.serde.default && matches!(scope.input.data, Data::Struct(_)));
    if serde.flatten {
        value.wishes.refuse(
            errors,
            "must not stand beside `flatten`\nnote: move it to the fields of the flattened type",
        );
    }
    let required = match (by_default, stated) {
        (true, _) => Required::No,
        (false, true) => Required::Yes,
        (false, false) => Required::ByType,
    };
    Field {
        name: serde.rename.unwrap_or_else(renamed),
        aliases: serde.aliases,
        value,
        required,
        flatten: serde.flatten,
        span: ident.span(),
    }
}

fn values(errors: &mut Errors, scope: &Scope, written: &Written) -> Vec<Value> {
    let kept = written
        .iter()
        .filter(|field| !serde::parse(&field.attrs).skip);
    kept.map(|field| {
        let (value, _) = value(errors, scope, field);
        value.wishes.refuse(
            errors,
            "must stand on a field with a name\nnote: move it to the field that holds this type",
        );
        value
    })
    .collect()
}

/// The value of a field, and whether serde reads it through a function of the user's, which makes
/// serde require the key even of an `Option`.
fn value(errors: &mut Errors, scope: &Scope, field: &syn::Field) -> (Value, bool) {
    let mut schema = attr::parse(errors, &field.attrs, Level::Field);
    let serde = serde::parse(&field.attrs);
    if schema.with.is_none() && !schema.schemars {
        check_custom(errors, &serde, "field");
        check_owned(errors, &field.ty);
    }
    let ty = stated_type(errors, scope.krate, scope.input, field, &schema);
    let ty = match schema.secret {
        Some(span) if schema.with.is_some() || schema.schemars => {
            errors.at_span(span, "`secret` must not stand beside `with` or `schemars`\nnote: remove one of them: a secret has the schema of its handle");
            ty
        }
        Some(span) => {
            secret::check(errors, span, &field.ty, &schema.bounds, &schema.wishes);
            secret::stated(scope.krate, &field.ty)
        }
        None => ty,
    };
    match &schema.with {
        Some(with) => schema.bounds.check(errors, with),
        None if schema.schemars => {}
        None => schema.bounds.check(errors, &field.ty),
    }
    let value = Value {
        ty: Box::new(ty),
        doc: doc(&field.attrs),
        bounds: schema.bounds,
        wishes: schema.wishes,
    };
    (value, serde.custom.is_some())
}

/// Two fields or variants of one name in Rust are rustc's to report.
fn has_twins(input: &DeriveInput) -> bool {
    let idents: Vec<&Ident> = match &input.data {
        Data::Struct(data) => data
            .fields
            .iter()
            .filter_map(|it| it.ident.as_ref())
            .collect(),
        Data::Enum(data) => data.variants.iter().map(|it| &it.ident).collect(),
        Data::Union(_) => Vec::new(),
    };
    (1..idents.len()).any(|at| idents[..at].contains(&idents[at]))
}

/// The decoder compares names with the text as it stands, without escapes.
fn check_names(errors: &mut Errors, input: &DeriveInput) {
    let of_fields = |fields: &Written| {
        let names = fields
            .iter()
            .map(|field| serde::parse(&field.attrs).escaped);
        names.collect::<Vec<_>>()
    };
    let mut names = vec![serde::parse(&input.attrs).escaped];
    match &input.data {
        Data::Struct(data) => names.extend(of_fields(&data.fields)),
        Data::Enum(data) => {
            for variant in &data.variants {
                names.push(serde::parse(&variant.attrs).escaped);
                names.extend(of_fields(&variant.fields));
            }
        }
        Data::Union(_) => {}
    }
    for name in names.into_iter().flatten() {
        errors.at(
            name,
            "name must be free of `\"`, `\\` and control characters\nnote: JSON escapes them, and models miss escapes in keys; choose a plainer name",
        );
    }
}

/// A function of the user's reads the JSON, so the type alone does not say what it is.
fn check_custom(errors: &mut Errors, serde: &Serde, place: &str) -> bool {
    if let Some((key, span)) = &serde.custom {
        errors.at_span(
            *span,
            format!("`{key}` must come with a stated schema\nnote: add `#[schema(with = Type)]` to the {place}, where `Type` looks like the JSON that is read"),
        );
    }
    serde.custom.is_some()
}

fn check_owned(errors: &mut Errors, ty: &Type) {
    // Neither can stand in a struct, and rustc says so.
    let elided = matches!(ty, Type::Reference(reference) if reference.lifetime.is_none());
    if elided || matches!(ty, Type::ImplTrait(_)) {
        errors.said_by_rustc();
        return;
    }
    if let Type::Reference(reference) = ty {
        let inner = reference.elem.to_token_stream().to_string();
        let owned = if inner == "str" {
            "String"
        } else {
            inner.as_str()
        };
        errors.at(
            ty,
            format!("field must be `{owned}`\nnote: a value read from JSON owns its data"),
        );
    }
}

fn check_no_bounds(errors: &mut Errors, bounds: &Bounds) {
    bounds.refuse(
        errors,
        "must stand on a field or on a newtype\nnote: move it to the field that it limits",
    );
}
