//! From what is true to code: a `static` shape, one associated const, one bridge to schemars. Total.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Generics, Type, parse_quote};

use super::{
    bounds::Bounds,
    model::{Body, Checked, Content, Field, Fields, Required, Tagging, Value, Variant},
    texts::{texts, variant_texts},
};
use crate::{hash::text_hash, krate::Krate};

/// Expands to:
/// ```text
/// const _: () = {
///     static __SHAPE: Shape = ..;                 // generic types: a promoted `&Shape { .. }` instead
///     impl Schema for T { const SHAPE: ShapeRef = ShapeRef::new(&__SHAPE); }
///     impl schemars::JsonSchema for T { .. }
/// };
/// ```
pub(crate) fn expand(checked: &Checked) -> TokenStream {
    let Checked { krate, ident, .. } = checked;
    let generics = bounded(checked);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let (item, shape) = shape_const(checked);
    let optional = optional(checked);
    let bridge = bridge(checked, &generics);
    let checks = const_checks(checked);
    quote! {
        const _: () = {
            #item
            #[automatically_derived]
            impl #impl_generics #krate::__private::Schema for #ident #ty_generics #where_clause {
                const SHAPE: #krate::__private::ShapeRef = #shape;
                #optional
            }
            #bridge
            #checks
        };
    }
}

/// Each type parameter must have a schema too.
fn bounded(checked: &Checked) -> Generics {
    let krate = &checked.krate;
    let bound = match checked.body {
        Body::Foreign => return checked.generics.clone(),
        _ => parse_quote!(#krate::__private::Schema),
    };
    let mut generics = checked.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(Clone::clone(&bound));
    }
    generics
}

fn shape_const(checked: &Checked) -> (TokenStream, TokenStream) {
    let krate = &checked.krate;
    if matches!(checked.body, Body::Foreign) {
        let foreign =
            quote!(<#krate::__private::Foreign<Self> as #krate::__private::Schema>::SHAPE);
        return (TokenStream::new(), foreign);
    }
    let kind = kind(checked);
    let texts = texts(checked);
    let shape = shape(krate, &checked.name, &checked.doc, &texts, &kind);
    if checked.generics.params.is_empty() {
        let item = quote!(static __SHAPE: #krate::__private::Shape = #shape;);
        (item, quote!(#krate::__private::ShapeRef::new(&__SHAPE)))
    } else {
        (
            TokenStream::new(),
            quote!(#krate::__private::ShapeRef::new(&#shape)),
        )
    }
}

fn shape(
    krate: &Krate,
    name: &str,
    doc: &str,
    texts: &[String],
    kind: &TokenStream,
) -> TokenStream {
    let hash = text_hash(
        [name, doc]
            .into_iter()
            .chain(texts.iter().map(String::as_str)),
    );
    quote!(#krate::__private::Shape { name: #name, doc: #doc, text_hash: #hash, kind: #krate::__private::Kind::#kind })
}

/// A transparent wrapper may be missing where its value may be.
fn optional(checked: &Checked) -> TokenStream {
    let krate = &checked.krate;
    match &checked.body {
        Body::Newtype {
            value,
            transparent: true,
            ..
        } => {
            let ty = &value.ty;
            quote!(const OPTIONAL: bool = <#ty as #krate::__private::Schema>::OPTIONAL;)
        }
        _ => TokenStream::new(),
    }
}

/// One call into the core. A type that brings its own `JsonSchema` gets none.
fn bridge(checked: &Checked, generics: &Generics) -> TokenStream {
    if matches!(checked.body, Body::Foreign) {
        return TokenStream::new();
    }
    let Checked { krate, ident, .. } = checked;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let p = quote!(#krate::__private);
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::schemars::JsonSchema for #ident #ty_generics #where_clause {
            fn schema_name() -> #p::CowStr { #p::schema_name::<Self>() }
            fn schema_id() -> #p::CowStr { #p::schema_id::<Self>() }
            fn json_schema(__to: &mut #p::schemars::SchemaGenerator) -> #p::schemars::Schema {
                #p::schemars_schema(<Self as #p::Schema>::SHAPE, __to)
            }
        }
    }
}

fn kind(checked: &Checked) -> TokenStream {
    let krate = &checked.krate;
    match &checked.body {
        Body::Foreign | Body::Stub => quote!(Any),
        Body::Unit => quote!(Unit),
        Body::Newtype { value, bounds, .. } => {
            let (inner, bounds) = (value_shape(krate, value), bounds.to_tokens(krate));
            quote!(Newtype { inner: #inner, bounds: #bounds })
        }
        Body::Tuple(values) => {
            let values = values.iter().map(|value| value_shape(krate, value));
            quote!(Tuple(&[#(#values),*]))
        }
        Body::Struct(fields) => {
            let fields = fields_tokens(krate, fields);
            quote!(Struct(#fields))
        }
        Body::Enum {
            tagging,
            variants,
            untagged,
        } if untagged.is_empty() => enum_kind(krate, tagging, variants),
        Body::Enum {
            tagging,
            variants,
            untagged,
        } => {
            let tagged = enum_kind(krate, tagging, variants);
            let tagged = shape(
                krate,
                "",
                "",
                &variants.iter().flat_map(variant_texts).collect::<Vec<_>>(),
                &tagged,
            );
            let p = quote!(#krate::__private);
            let untagged = untagged
                .iter()
                .map(|variant| variant_tokens(krate, variant));
            quote! {
                Enum { tagging: #p::Tagging::Untagged, variants: &[
                    #p::Variant { name: "", aliases: &[], doc: "", content: #p::Content::Newtype(#p::ShapeRef::new(&#tagged)) },
                    #(#untagged),*
                ] }
            }
        }
    }
}

fn enum_kind(krate: &Krate, tagging: &Tagging, variants: &[Variant]) -> TokenStream {
    let tagging = match tagging {
        Tagging::External => quote!(External),
        Tagging::Internal { tag } => quote!(Internal { tag: #tag }),
        Tagging::Adjacent { tag, content } => quote!(Adjacent { tag: #tag, content: #content }),
        Tagging::Untagged => quote!(Untagged),
    };
    let variants = variants
        .iter()
        .map(|variant| variant_tokens(krate, variant));
    quote!(Enum { tagging: #krate::__private::Tagging::#tagging, variants: &[#(#variants),*] })
}

fn variant_tokens(krate: &Krate, variant: &Variant) -> TokenStream {
    let Variant {
        name,
        aliases,
        doc,
        content,
    } = variant;
    let content = match content {
        Content::Unit => quote!(Unit),
        Content::Newtype(value) => {
            let shape = value_shape(krate, value);
            quote!(Newtype(#shape))
        }
        Content::Tuple(values) => {
            let values = values.iter().map(|value| value_shape(krate, value));
            quote!(Tuple(&[#(#values),*]))
        }
        Content::Struct(fields) => {
            let fields = fields_tokens(krate, fields);
            quote!(Struct(#fields))
        }
    };
    quote! {
        #krate::__private::Variant {
            name: #name, aliases: &[#(#aliases),*], doc: #doc, content: #krate::__private::Content::#content
        }
    }
}

fn fields_tokens(krate: &Krate, fields: &Fields) -> TokenStream {
    let closed = fields.closed;
    let list = fields.list.iter().map(|one| field(krate, one));
    quote!(#krate::__private::Fields { list: &[#(#list),*], closed: #closed })
}

/// Expands to a `Field { .. }` literal.
fn field(krate: &Krate, field: &Field) -> TokenStream {
    let Field {
        name,
        aliases,
        value,
        flatten,
        span,
        ..
    } = field;
    let Value {
        ty,
        doc,
        bounds,
        wishes,
    } = value;
    let p = quote!(#krate::__private);
    let mut rest = TokenStream::new();
    match field.required {
        Required::Yes => rest.extend(quote!(required: true,)),
        Required::No => rest.extend(quote!(required: false,)),
        Required::ByType => {}
    }
    if !aliases.is_empty() {
        rest.extend(quote!(aliases: &[#(#aliases),*],));
    }
    if *flatten {
        rest.extend(quote!(flatten: true,));
    }
    if !bounds.is_empty() {
        let bounds = bounds.to_tokens(krate);
        rest.extend(quote!(bounds: #bounds,));
    }
    rest.extend(wishes.to_tokens(krate));
    let place = place(*span);
    quote!(#p::Field { name: #name, doc: #doc, place: #place, #rest ..<#ty as #p::Schema>::FIELD })
}

/// `file:line:column` of the user's tokens.
fn place(span: Span) -> TokenStream {
    quote_spanned!(span=> ::core::concat!(::core::file!(), ":", ::core::line!(), ":", ::core::column!()))
}

/// The shape of a value; its doc comment and bounds go into a nameless wrapper.
fn value_shape(krate: &Krate, value: &Value) -> TokenStream {
    let Value {
        ty, doc, bounds, ..
    } = value;
    let inner = quote!(<#ty as #krate::__private::Schema>::SHAPE);
    if doc.is_empty() && bounds.is_empty() {
        return inner;
    }
    let texts: Vec<_> = bounds.texts().collect();
    let bounds = bounds.to_tokens(krate);
    let wrapper = shape(
        krate,
        "",
        doc,
        &texts,
        &quote!(Newtype { inner: #inner, bounds: #bounds }),
    );
    quote!(#krate::__private::ShapeRef::new(&#wrapper))
}

/// Checks that the macro leaves to the compiler, because only it knows the types.
fn const_checks(checked: &Checked) -> TokenStream {
    if !checked.generics.params.is_empty() {
        return TokenStream::new();
    }
    let krate = &checked.krate;
    let check = |ty: &Type, bounds: &Bounds| {
        let shape = quote!(<#ty as #krate::__private::Schema>::SHAPE);
        bounds.const_checks(&shape, krate)
    };
    let mut checks: TokenStream = values(&checked.body)
        .map(|value| check(&value.ty, &value.bounds))
        .collect();
    if let Body::Newtype { value, bounds, .. } = &checked.body {
        checks.extend(check(&value.ty, bounds));
    }
    checks
}

fn values(body: &Body) -> Box<dyn Iterator<Item = &Value> + '_> {
    match body {
        Body::Foreign | Body::Stub | Body::Unit => Box::new(std::iter::empty()),
        Body::Newtype { value, .. } => Box::new(std::iter::once(value)),
        Body::Tuple(values) => Box::new(values.iter()),
        Body::Struct(fields) => Box::new(field_values(fields)),
        Body::Enum {
            variants, untagged, ..
        } => Box::new(
            variants
                .iter()
                .chain(untagged)
                .flat_map(|variant| content_values(&variant.content)),
        ),
    }
}

fn content_values(content: &Content) -> Box<dyn Iterator<Item = &Value> + '_> {
    match content {
        Content::Unit => Box::new(std::iter::empty()),
        Content::Newtype(value) => Box::new(std::iter::once(value)),
        Content::Tuple(values) => Box::new(values.iter()),
        Content::Struct(fields) => Box::new(field_values(fields)),
    }
}

fn field_values(fields: &Fields) -> impl Iterator<Item = &Value> {
    fields.list.iter().map(|field| &field.value)
}
