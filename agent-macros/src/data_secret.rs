//! What `#[data]` does for plain texts that are secret: neither `Debug` nor serde shows them.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Meta, Token, parse_quote};

use crate::krate::Krate;
use crate::schema::secret::is_plain;

/// Whether a field is a plain text that is secret.
pub(crate) fn has_plain(input: &DeriveInput) -> bool {
    fields(input).iter().any(|field| is_hidden(field))
}

/// The item, with each such field written as a `Secret` would be.
pub(crate) fn written(input: &DeriveInput, krate: &Krate) -> TokenStream {
    let mut input = input.clone();
    let path = krate.text("::__private::secret_text");
    let lists: Vec<&mut Fields> = match &mut input.data {
        Data::Struct(data) => vec![&mut data.fields],
        Data::Enum(data) => data
            .variants
            .iter_mut()
            .map(|one| &mut one.fields)
            .collect(),
        Data::Union(_) => Vec::new(),
    };
    for field in lists.into_iter().flatten().filter(|field| is_hidden(field)) {
        field
            .attrs
            .push(parse_quote!(#[serde(serialize_with = #path)]));
    }
    input.to_token_stream()
}

/// Expands to: `Debug` as derived, with `***` in the place of such fields.
pub(crate) fn debug(input: &DeriveInput, krate: &Krate) -> TokenStream {
    let ident = &input.ident;
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(::core::fmt::Debug));
    }
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, ty_generics, _) = input.generics.split_for_impl();
    let arms: Vec<TokenStream> = match &input.data {
        Data::Struct(data) => vec![arm(krate, &quote!(Self), ident, &data.fields)],
        Data::Enum(data) => {
            let arms = data.variants.iter().map(|one| {
                let name = &one.ident;
                arm(krate, &quote!(Self::#name), name, &one.fields)
            });
            arms.collect()
        }
        Data::Union(_) => Vec::new(),
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #ident #ty_generics #where_clause {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self { #(#arms)* }
            }
        }
    }
}

fn arm(krate: &Krate, path: &TokenStream, name: &Ident, fields: &Fields) -> TokenStream {
    let name = name.to_string();
    let names: Vec<Ident> = (0..fields.len())
        .map(|at| quote::format_ident!("__{at}"))
        .collect();
    let shown = fields.iter().zip(&names).map(|(field, name)| {
        if is_hidden(field) {
            quote!(&#krate::__private::SecretText(#name))
        } else {
            quote!(#name)
        }
    });
    match fields {
        Fields::Unit => quote!(#path => __f.write_str(#name),),
        Fields::Unnamed(_) => {
            quote!(#path(#(#names),*) => __f.debug_tuple(#name)#(.field(#shown))*.finish(),)
        }
        Fields::Named(list) => {
            let idents: Vec<_> = list
                .named
                .iter()
                .filter_map(|one| one.ident.as_ref())
                .collect();
            let texts = idents.iter().map(ToString::to_string);
            quote!(#path { #(#idents: #names),* } => __f.debug_struct(#name)#(.field(#texts, #shown))*.finish(),)
        }
    }
}

fn fields(input: &DeriveInput) -> Vec<&Field> {
    match &input.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data.variants.iter().flat_map(|one| &one.fields).collect(),
        Data::Union(_) => Vec::new(),
    }
}

fn is_hidden(field: &Field) -> bool {
    is_plain(&field.ty) && field.attrs.iter().any(says_secret)
}

/// `#[schema(secret)]`; what is malformed the schema reports.
fn says_secret(attr: &Attribute) -> bool {
    let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
    attr.path().is_ident("schema")
        && attr
            .parse_args_with(parse)
            .is_ok_and(|list| list.iter().any(|meta| meta.path().is_ident("secret")))
}
