//! From what was written to what is true. What is wrong with the attributes, `derive(Schema)` says.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DataEnum, DataStruct, DeriveInput, Fields as Written, ext::IdentExt};

use super::model::{Body, Checked, Content, Field, How, Value, Variant};
use crate::{
    errors::Errors,
    krate::Krate,
    schema::{
        attr::{self, Level},
        case::Rule,
        serde::{self, Serde},
        without_self,
    },
};

pub(crate) fn check(errors: &mut Errors, input: &DeriveInput) -> Checked {
    let schema = attr::parse(&mut Errors::new(), &input.attrs, Level::Container);
    let serde = serde::parse(&input.attrs);
    let body = match &schema.with {
        Some(with) => Body::Newtype(Box::new(with.clone())),
        None if schema.schemars => Body::Whole,
        None if check_plain(errors, input) => body(errors, input, &serde),
        None => Body::Whole,
    };
    Checked {
        krate: schema.krate.map_or_else(Krate::default, Krate::from),
        vis: input.vis.clone(),
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        body: if errors.is_empty() { body } else { Body::Whole },
    }
}

/// The twin has the type's own fields, so it would need the parameters and their bounds.
fn check_plain(errors: &mut Errors, input: &DeriveInput) -> bool {
    let generics = &input.generics;
    if generics.params.is_empty() {
        return true;
    }
    let ident = &input.ident;
    errors.at(
        &generics.params,
        format!("streamed type `{ident}` must not have parameters\nnote: derive `Partial` on a type for each use, or write `impl Partial for {ident}<..>` by hand"),
    );
    false
}

fn body(errors: &mut Errors, input: &DeriveInput, serde: &Serde) -> Body {
    match &input.data {
        Data::Struct(data) => struct_body(errors, input, data, serde),
        Data::Enum(data) => enum_body(input, data, serde),
        // `derive(Schema)` refuses it.
        Data::Union(_) => Body::Whole,
    }
}

fn struct_body(errors: &mut Errors, input: &DeriveInput, data: &DataStruct, serde: &Serde) -> Body {
    match &data.fields {
        Written::Named(_) if !serde.transparent => {
            Body::Struct(fields(input, &data.fields, serde.rename_all))
        }
        written if serde.transparent || written.len() == 1 => {
            let counts = |field: &&syn::Field| !serde::parse(&field.attrs).skip;
            let field = written.iter().find(counts);
            field.map_or(Body::Whole, |field| Body::Newtype(value(input, field).ty))
        }
        written if written.is_empty() => Body::Whole,
        _ => {
            let ident = &input.ident;
            errors.at(
                ident,
                format!("streamed type `{ident}` must have named fields\nnote: a list of values without names cannot be shown in part; name them"),
            );
            Body::Whole
        }
    }
}

fn fields(input: &DeriveInput, written: &Written, rule: Option<Rule>) -> Vec<Field> {
    let kept = written
        .iter()
        .filter(|field| !serde::parse(&field.attrs).skip);
    kept.filter_map(|written| {
        let ident = written.ident.clone()?;
        let serde = serde::parse(&written.attrs);
        let text = ident.unraw().to_string();
        let ruled = || rule.map_or_else(|| text.clone(), |rule| rule.field(&text));
        let name = serde.rename.unwrap_or_else(ruled);
        Some(Field {
            docs: docs(&written.attrs),
            vis: written.vis.clone(),
            rename: (name != text).then_some(name),
            flatten: serde.flatten,
            value: value(input, written),
            ident,
        })
    })
    .collect()
}

/// The value as the schema sees it: `with` says what the JSON looks like.
fn value(input: &DeriveInput, field: &syn::Field) -> Value {
    let schema = attr::parse(&mut Errors::new(), &field.attrs, Level::Field);
    let how = How {
        done: schema.wishes.streams("done"),
        not_null: schema.wishes.streams("not_null"),
        with_state: schema.wishes.streams("with_state"),
        foreign: schema.schemars,
    };
    let ty = schema.with.as_ref().unwrap_or(&field.ty);
    Value {
        ty: Box::new(without_self(ty, input)),
        how,
    }
}

fn enum_body(input: &DeriveInput, data: &DataEnum, serde: &Serde) -> Body {
    let kept: Vec<&syn::Variant> = data
        .variants
        .iter()
        .filter(|variant| !serde::parse(&variant.attrs).skip)
        .collect();
    let plain = serde.tag.is_none() && !serde.untagged;
    let units = kept
        .iter()
        .all(|variant| matches!(variant.fields, Written::Unit));
    if plain && units {
        return Body::Whole;
    }
    Body::Enum {
        tagging: tagging(serde),
        variants: kept
            .iter()
            .map(|written| variant(input, written, serde))
            .collect(),
    }
}

fn tagging(serde: &Serde) -> TokenStream {
    match (serde.untagged, &serde.tag, &serde.content) {
        (true, _, _) => quote!(untagged),
        (false, None, _) => quote!(),
        (false, Some(tag), None) => quote!(tag = #tag),
        (false, Some(tag), Some(content)) => quote!(tag = #tag, content = #content),
    }
}

fn variant(input: &DeriveInput, written: &syn::Variant, container: &Serde) -> Variant {
    let serde = serde::parse(&written.attrs);
    let text = written.ident.unraw().to_string();
    let ruled = || {
        let rule = container.rename_all;
        rule.map_or_else(|| text.clone(), |rule| rule.variant(&text))
    };
    let name = serde.rename.unwrap_or_else(ruled);
    let content = match &written.fields {
        Written::Unit => Content::Unit,
        Written::Named(_) => {
            let rule = serde.rename_all.or(container.rename_all_fields);
            Content::Struct(fields(input, &written.fields, rule))
        }
        Written::Unnamed(list) => {
            let mut values: Vec<Value> = list
                .unnamed
                .iter()
                .map(|field| value(input, field))
                .collect();
            match values.pop() {
                Some(one) if list.unnamed.len() == 1 => Content::Newtype(one),
                end => Content::Tuple(values.into_iter().chain(end).collect()),
            }
        }
    };
    Variant {
        docs: docs(&written.attrs),
        ident: written.ident.clone(),
        rename: (name != text).then_some(name),
        untagged: serde.untagged,
        content,
    }
}

fn docs(attrs: &[Attribute]) -> Vec<Attribute> {
    let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
    docs.cloned().collect()
}
