//! The keys of our own `#[schema(..)]`.

use proc_macro2::Span;
use syn::{Attribute, Path, Type, meta::ParseNestedMeta, spanned::Spanned};

use super::bounds::{self, Bounds};
use super::secret;
use super::wishes::{self, Wishes};
use crate::{errors::Errors, nearest::unknown_key};

/// Where a `#[schema(..)]` stands decides which keys it knows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Container,
    Variant,
    Field,
}

impl Level {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Container => &[
                "crate", "with", "schemars", "range", "min", "max", "length", "pattern", "format",
            ],
            Self::Variant => &[],
            Self::Field => &[
                "with",
                "schemars",
                "recursive",
                "range",
                "min",
                "max",
                "length",
                "pattern",
                "format",
                "lossy",
                "stream",
                "secret",
            ],
        }
    }
}

/// What `#[schema(..)]` says.
#[derive(Default)]
pub(crate) struct Schema {
    /// `crate = path`.
    pub krate: Option<Path>,
    /// `with = Type`: looks like that type.
    pub with: Option<Type>,
    /// `schemars`: a foreign type that only has a `schemars::JsonSchema`.
    pub schemars: bool,
    /// `recursive`: generic types that mention each other close their circle here.
    pub recursive: bool,
    pub bounds: Bounds,
    pub wishes: Wishes,
    /// `secret`: the model sees a handle.
    pub secret: Option<Span>,
}

/// Reads every `#[schema(..)]` among `attrs`.
pub(crate) fn parse(errors: &mut Errors, attrs: &[Attribute], level: Level) -> Schema {
    let mut schema = Schema::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("schema")) {
        let result = attr.parse_nested_meta(|meta| schema.key(errors, &meta, level));
        errors.take(result);
    }
    schema
}

impl Schema {
    fn key(
        &mut self,
        errors: &mut Errors,
        meta: &ParseNestedMeta,
        level: Level,
    ) -> syn::Result<()> {
        let key = meta
            .path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !level.keys().contains(&key.as_str()) {
            return Err(syn::Error::new(meta.path.span(), unknown(&key, level)));
        }
        match key.as_str() {
            "crate" => self.krate = Some(meta.value()?.parse()?),
            "with" => self.with = Some(meta.value()?.parse()?),
            "schemars" => self.schemars = alone(meta, &key)?,
            "recursive" => self.recursive = alone(meta, &key)?,
            "secret" => {
                alone(meta, &key)?;
                let span = meta.path.span();
                if self.secret.replace(span).is_some() {
                    return Err(syn::Error::new(span, secret::TWICE));
                }
            }
            "lossy" | "stream" => wishes::key(errors, &mut self.wishes, &key, meta)?,
            _ => bounds::key(errors, &mut self.bounds, &key, meta)?,
        }
        Ok(())
    }
}

/// A word without a value.
fn alone(meta: &ParseNestedMeta, key: &str) -> syn::Result<bool> {
    if meta.input.is_empty() || meta.input.peek(syn::Token![,]) {
        return Ok(true);
    }
    let message = format!("`{key}` must stand alone\nnote: write `#[schema({key})]`");
    Err(syn::Error::new(meta.path.span(), message))
}

fn unknown(key: &str, level: Level) -> String {
    let known = |level: Level| level.keys().contains(&key);
    let places = match (known(Level::Field), known(Level::Container)) {
        (false, false) if level == Level::Variant => {
            return format!("unknown key `{key}`\nnote: a variant takes no keys; its fields do");
        }
        (false, false) => return unknown_key(key, level.keys()),
        (true, true) => "on a field or on the type",
        (true, false) => "on a field",
        (false, true) => "on the type",
    };
    let here = match level {
        Level::Variant => "a variant",
        Level::Container => "the type",
        Level::Field => "a field",
    };
    format!("`{key}` must stand {places}, not on {here}")
}
