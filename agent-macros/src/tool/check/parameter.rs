//! Rules on parameters: by value from the model, by reference from the agent's deps.

use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{
    Attribute, Expr, FnArg, GenericArgument, Pat, PatType, PathArguments, Signature, Type,
    TypeReference,
};

use super::{borrow_in, infers, no_self, peel};
use crate::doc::{doc, is_doc};
use crate::errors::Errors;
use crate::schema::bounds::{self, Bounds};
use crate::schema::last_segment;
use crate::schema::secret;
use crate::schema::wishes::{self, Wishes};
use crate::tool::spans::{find, is_word};

/// One parameter, in the order of the signature.
pub(crate) enum Parameter {
    Input(Box<Input>),
    Dep(Dep),
}

/// Taken by value: the model fills it in.
pub(crate) struct Input {
    pub ident: Ident,
    pub ty: Type,
    /// The name on the wire.
    pub name: String,
    /// The doc comment as it was written, for the struct's field.
    pub docs: Vec<Attribute>,
    pub doc: String,
    /// What a missing argument means, if not what its type says.
    pub default: Option<Substitute>,
    pub bounds: Bounds,
    pub wishes: Wishes,
    /// The model sees a handle.
    pub secret: bool,
}

/// What stands for a missing argument.
pub(crate) struct Substitute {
    /// Written by the user, not only said to be the type's own default.
    pub stated: bool,
    pub value: Expr,
}

/// Taken by reference: the agent's deps provide it.
pub(crate) struct Dep {
    pub ty: Box<Type>,
}

impl Parameter {
    pub(crate) fn input(&self) -> Option<&Input> {
        match self {
            Self::Input(input) => Some(input),
            Self::Dep(_) => None,
        }
    }
}

/// Every parameter that follows the rules; the others are reported.
pub(crate) fn parameters(errors: &mut Errors, sig: &Signature) -> Vec<Parameter> {
    check_once(errors, sig);
    let typed = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    let mut seen = Vec::new();
    typed
        .filter(|parameter| first(&mut seen, &parameter.pat))
        .filter_map(|typed| parameter(errors, sig, typed))
        .collect()
}

fn parameter(errors: &mut Errors, sig: &Signature, typed: &PatType) -> Option<Parameter> {
    // One generic parameter is one error: the types that mention it are not reported again.
    let generic = !sig.generics.params.is_empty();
    if !check_no_self(errors, sig, &typed.ty) {
        return None;
    }
    match peel(&typed.ty) {
        Type::Reference(reference) => dep(errors, typed, reference),
        _ => input(errors, typed, generic)
            .filter(|_| !generic)
            .map(|input| Parameter::Input(Box::new(input))),
    }
}

/// Of two parameters of one name the second is rustc's to report.
fn check_once(errors: &mut Errors, sig: &Signature) {
    let mut seen = Vec::new();
    let names = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&*typed.pat),
        FnArg::Receiver(_) => None,
    });
    for pat in names {
        if !first(&mut seen, pat) {
            errors.said_by_rustc();
        }
    }
}

/// Where the function has a `self`, that was reported.
fn check_no_self(errors: &mut Errors, sig: &Signature, ty: &Type) -> bool {
    let found = find(ty, &|token| is_word(token, "Self")).filter(|_| sig.receiver().is_none());
    if let Some(token) = &found {
        errors.at(token, no_self(sig));
    }
    found.is_none()
}

fn first(seen: &mut Vec<String>, pat: &Pat) -> bool {
    let Pat::Ident(pat) = pat else { return true };
    let name = pat.ident.to_string();
    let new = !seen.contains(&name);
    seen.push(name);
    new
}

fn dep(errors: &mut Errors, parameter: &PatType, reference: &TypeReference) -> Option<Parameter> {
    let name = spoken(&parameter.pat);
    let elem = peel(&reference.elem);
    if let Some(token) = &reference.mutability {
        errors.at(token, format!("parameter {name} must not be `mut`\nnote: the deps are shared by calls that run at once; take `&T` and put a lock or an atomic inside"));
        return None;
    }
    if let Some(owned) = owned(elem) {
        errors.at(&parameter.ty, format!("parameter {name} must be `{owned}`\nnote: `&T` asks the agent's deps for a `T`; the model fills in parameters taken by value"));
        return text_input(parameter, elem).map(|input| Parameter::Input(Box::new(input)));
    }
    check_dep_type(errors, &name, reference, elem)?;
    for attr in parameter.attrs.iter().filter(|attr| is_schema(attr)) {
        errors.at(attr, format!("parameter {name} must be taken by value to have a schema\nnote: `&T` comes from the agent's deps; the model never sees it"));
    }
    Some(Parameter::Dep(Dep {
        ty: Box::new(elem.clone()),
    }))
}

fn check_dep_type(
    errors: &mut Errors,
    name: &str,
    reference: &TypeReference,
    elem: &Type,
) -> Option<()> {
    if let Some(lifetime) = reference
        .lifetime
        .as_ref()
        .filter(|it| it.ident == "static")
    {
        errors.at(lifetime, format!("parameter {name} must not borrow for `'static`\nnote: write `&T`: deps are lent for the time of one call"));
        return None;
    }
    if let Some(lifetime) = lifetime_of(elem) {
        errors.at(lifetime, format!("parameter {name} must borrow a type without a lifetime\nnote: the agent's deps own what they lend: write a type that owns its data, or `Arc<T>` in it"));
        return None;
    }
    if let Type::Reference(inner) = elem {
        errors.at(inner, format!("parameter {name} must borrow once\nnote: write `&T`, where the agent's deps have a field of type `T`"));
        return None;
    }
    check_named(errors, name, elem)
}

/// The lifetime `'a` of `Bank<'a>`.
fn lifetime_of(elem: &Type) -> Option<&syn::Lifetime> {
    let PathArguments::AngleBracketed(list) = &last_segment(elem)?.arguments else {
        return None;
    };
    list.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => Some(lifetime),
        _ => None,
    })
}

/// The owned type that stands for a borrowed text or slice.
pub(super) fn owned(elem: &Type) -> Option<&'static str> {
    match elem {
        Type::Path(path) if path.path.is_ident("str") => Some("String"),
        Type::Slice(_) => Some("Vec<T>"),
        _ => None,
    }
}

/// A stand-in for `&str`, so that code which already writes `Greet { name: String }` is not red too.
fn text_input(parameter: &PatType, elem: &Type) -> Option<Input> {
    let Pat::Ident(pat) = &*parameter.pat else {
        return None;
    };
    let ty = match elem {
        Type::Slice(slice) => {
            let item = &slice.elem;
            syn::parse_quote!(::std::vec::Vec<#item>)
        }
        _ => syn::parse_quote!(::std::string::String),
    };
    Some(Input {
        ident: pat.ident.clone(),
        ty,
        name: String::new(),
        docs: Vec::new(),
        doc: String::new(),
        default: None,
        bounds: Bounds::default(),
        wishes: Wishes::default(),
        secret: false,
    })
}

fn input(errors: &mut Errors, parameter: &PatType, generic: bool) -> Option<Input> {
    let ident = ident(errors, parameter);
    let name = spoken(&parameter.pat);
    let elem = peel(&parameter.ty);
    if let Some(owned) = owned(elem) {
        errors.at(&parameter.ty, format!("parameter {name} must be `{owned}`\nnote: the model fills it in, so it must be of a known size"));
        return text_input(parameter, elem);
    }
    if infers(elem) {
        errors.said_by_rustc();
        return None;
    }
    check_plain(errors, &name, elem)?;
    let named = check_named(errors, &name, &parameter.ty);
    let owned = if generic {
        Some(())
    } else {
        check_owned(errors, &name, &parameter.ty)
    };
    let Keys {
        default,
        bounds,
        wishes,
        secret,
    } = schema(errors, parameter);
    check_conditional(errors, &name, &parameter.attrs);
    check_no_serde(errors, &name, &parameter.attrs);
    let ident = ident.filter(|_| named.is_some() && owned.is_some())?;
    Some(Input {
        name: ident.unraw().to_string(),
        ty: (*parameter.ty).clone(),
        docs: parameter
            .attrs
            .iter()
            .filter(|attr| is_doc(attr))
            .cloned()
            .collect(),
        doc: doc(&parameter.attrs),
        default,
        bounds,
        wishes,
        secret: secret.is_some(),
        ident,
    })
}

fn ident(errors: &mut Errors, parameter: &PatType) -> Option<Ident> {
    match &*parameter.pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => Some(pat.ident.clone()),
        pat => {
            errors.at(pat, "parameter must have a name\nnote: the model fills it in by name; take it apart inside the function");
            None
        }
    }
}

fn check_named(errors: &mut Errors, name: &str, ty: &Type) -> Option<()> {
    let Some(token) = find(
        ty,
        &|token| matches!(token, TokenTree::Ident(ident) if ident == "impl"),
    ) else {
        return Some(());
    };
    let whole = matches!(peel(ty), Type::ImplTrait(_));
    let message = format!(
        "parameter {name} must name its type\nnote: by value the model needs a schema: write a concrete type; by reference write `&dyn Trait`"
    );
    if whole {
        errors.at(ty, message);
    } else {
        errors.at(token, message);
    }
    None
}

/// What no reply can hold, in words that say more than the missing traits would.
fn check_plain(errors: &mut Errors, name: &str, ty: &Type) -> Option<()> {
    let word = |word: &str| find(ty, &|token| is_word(token, word));
    if matches!(ty, Type::TraitObject(_)) {
        errors.at(ty, format!("parameter {name} must be borrowed\nnote: write `&dyn Trait`; the agent's deps provide it"));
    } else if let Some(token) = word("dyn") {
        errors.at(token, format!("parameter {name} must name a concrete type\nnote: the model fills in parameters taken by value; take `&dyn Trait` where the agent's deps provide it"));
    } else if let Some(token) = word("Rc") {
        errors.at(token, format!("parameter {name} must be `Send`, and an `Rc` is not\nnote: write the type alone: each call owns its arguments"));
    } else if matches!(ty, Type::Ptr(_)) {
        errors.at(ty, format!("parameter {name} must own its data\nnote: it is read from the model's reply; write the type behind the pointer"));
    } else {
        return Some(());
    }
    None
}

fn check_owned(errors: &mut Errors, name: &str, ty: &Type) -> Option<()> {
    // By its name: every other type without a schema is for rustc to refuse.
    if last_segment(ty).is_some_and(|last| last.ident == "CallContext") {
        errors.at(ty, format!("parameter {name} must be borrowed\nnote: write `&CallContext`; it is lent to every call"));
        return None;
    }
    let Some(token) = borrow_in(ty) else {
        return Some(());
    };
    errors.at(token, format!("parameter {name} must own its data\nnote: it is read from the model's reply; write `String`, `Vec<T>` or another owned type, or `&T` alone where the agent's deps provide it"));
    None
}

fn check_conditional(errors: &mut Errors, name: &str, attrs: &[Attribute]) {
    for attr in attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
    {
        errors.at(attr, format!("parameter {name} must not be conditional\nnote: put `#[cfg]` on two functions instead"));
    }
}

fn check_no_serde(errors: &mut Errors, name: &str, attrs: &[Attribute]) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        errors.at(attr, format!("parameter {name} must not have serde's attributes\nnote: write `#[schema(default)]` where it may be missing; the rest belongs on a type of your own"));
    }
}

/// The keys of `#[schema(..)]` on a parameter.
#[derive(Default)]
struct Keys {
    default: Option<Substitute>,
    bounds: Bounds,
    wishes: Wishes,
    secret: Option<Span>,
}

fn schema(errors: &mut Errors, parameter: &PatType) -> Keys {
    let mut keys = Keys::default();
    for attr in parameter.attrs.iter().filter(|attr| is_schema(attr)) {
        let result = attr.parse_nested_meta(|meta| key(errors, &mut keys, &meta));
        errors.take(result);
    }
    if let Some(span) = keys.secret {
        secret::check(errors, span, &parameter.ty, &keys.bounds, &keys.wishes);
        if let Some(default) = &keys.default {
            errors.at(&default.value, format!("`default` {}", secret::BESIDE));
        }
        return keys;
    }
    keys.bounds.check(errors, &parameter.ty);
    if let Some(default) = &keys.default {
        keys.bounds.check_default(errors, &default.value);
    }
    keys
}

fn key(errors: &mut Errors, keys: &mut Keys, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    let name = meta
        .path
        .get_ident()
        .map(ToString::to_string)
        .unwrap_or_default();
    if name == "default" {
        if keys.default.is_some() {
            return Err(meta.error("`default` must be written once\nnote: remove one of them"));
        }
        let has_value = meta.input.peek(syn::Token![=]);
        let span = meta.path.span();
        keys.default = Some(Substitute {
            stated: has_value,
            value: if has_value {
                meta.value()?.parse()?
            } else {
                syn::parse_quote_spanned!(span=> __p::Default::default())
            },
        });
        return Ok(());
    }
    if name == "secret" {
        if !meta.input.is_empty() && !meta.input.peek(syn::Token![,]) {
            return Err(meta.error("`secret` must stand alone\nnote: write `#[schema(secret)]`"));
        }
        if keys.secret.replace(meta.path.span()).is_some() {
            return Err(meta.error(secret::TWICE));
        }
        return Ok(());
    }
    if bounds::KEYS.contains(&name.as_str()) {
        return bounds::key(errors, &mut keys.bounds, &name, meta);
    }
    if wishes::KEYS.contains(&name.as_str()) {
        return wishes::key(errors, &mut keys.wishes, &name, meta);
    }
    Err(syn::Error::new(
        meta.path.span(),
        wishes::unknown_among(&name, &[&["default", "secret"], bounds::KEYS]),
    ))
}

/// Whether this attribute is ours.
pub(crate) fn is_schema(attr: &Attribute) -> bool {
    attr.path().is_ident("schema")
}

fn spoken(pat: &Pat) -> String {
    match pat {
        Pat::Ident(pat) => format!("`{}`", pat.ident),
        _ => "`_`".to_owned(),
    }
}
