//! The schema that `schema = "…"` names, and what the macro itself can say about it: the names.

use std::path::Path;

use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::parameter::Input;
use crate::errors::Errors;
use crate::nearest::nearest;
use crate::pin::{self, Kind, Object, PinFile, Property, Rest};
use crate::tool::parse::{Function, ToolArgs};

/// A pinned schema and the tokens that speak for it.
pub(crate) struct Pinned {
    pub file: PinFile,
    pub literal: LitStr,
    /// Where the tool's name stands.
    pub name: Span,
}

/// A difference that needs no compiler to be seen.
pub(crate) struct Mistake {
    pub span: Span,
    pub message: String,
}

/// Reads the file; a file that cannot be read is reported at the literal.
pub(super) fn pinned(errors: &mut Errors, keys: &ToolArgs, function: &Function) -> Option<Pinned> {
    let value = keys.get("schema")?.value.as_ref()?;
    let Expr::Lit(ExprLit {
        lit: Lit::Str(literal),
        ..
    }) = value
    else {
        return super::keys::refuse(errors, "schema", value.to_token_stream());
    };
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let name = keys.get("name").and_then(|key| key.value.as_ref());
    match pin::read(
        Path::new(&root),
        "the directory of the crate's Cargo.toml",
        &literal.value(),
    ) {
        Ok(file) => Some(Pinned {
            file,
            literal: literal.clone(),
            name: name.map_or_else(|| function.sig.ident.span(), Spanned::span),
        }),
        Err(message) => {
            errors.at(literal, message);
            None
        }
    }
}

impl Pinned {
    fn object(&self) -> Option<&Object> {
        match &self.file.pin.schema.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn property(&self, name: &str) -> Option<&Property> {
        let properties = &self.object()?.properties;
        properties.iter().find(|property| property.name == name)
    }

    /// Everything about names: of the tool, of parameters, of properties.
    pub(crate) fn mistakes(&self, tool: &str, inputs: &[&Input]) -> Vec<Mistake> {
        let mut missing: Vec<&Property> = self
            .object()
            .map_or(&[][..], |object| &object.properties)
            .iter()
            .filter(|property| inputs.iter().all(|input| input.name != property.name))
            .collect();
        let mut mistakes: Vec<Mistake> = self.tool_name(tool).into_iter().collect();
        for input in inputs {
            if self.property(&input.name).is_none() {
                mistakes.push(self.extra(input, &mut missing));
            }
        }
        mistakes.extend(missing.iter().map(|property| self.missing(tool, property)));
        mistakes.extend(self.other_keys(tool));
        mistakes
    }

    fn tool_name(&self, tool: &str) -> Option<Mistake> {
        let pin = &self.file.pin;
        let (name, place) = pin.name.as_ref().filter(|(name, _)| name != tool)?;
        let message = format!(
            "tool `{tool}` is named `{name}` in {}:{place}\nnote: say `name = \"{name}\"`, or change the file",
            pin.file
        );
        Some(Mistake {
            span: self.name,
            message,
        })
    }

    /// A parameter that the file lacks; if it has one of almost that name, both are one mistake.
    fn extra(&self, input: &Input, missing: &mut Vec<&Property>) -> Mistake {
        let file = &self.file.pin.file;
        let known: Vec<&str> = missing
            .iter()
            .map(|property| property.name.as_str())
            .collect();
        let name = &input.name;
        let meant = nearest(name, &known)
            .and_then(|near| missing.iter().position(|property| property.name == near));
        let message = match meant {
            Some(at) => {
                let Property {
                    name: near, place, ..
                } = missing.remove(at);
                format!(
                    "parameter `{name}` is not in {file}; {file}:{place} has `{near}`\nnote: rename the parameter, or the property"
                )
            }
            None => format!(
                "parameter `{name}` is not in {file}\nnote: remove it, or add it to the file's `properties`"
            ),
        };
        Mistake {
            span: input.ident.span(),
            message,
        }
    }

    fn missing(&self, tool: &str, property: &Property) -> Mistake {
        let Property {
            name,
            place,
            required,
            schema,
        } = property;
        let ty = schema.rust_type();
        let ty = if *required || schema.null {
            ty
        } else {
            format!("Option<{ty}>")
        };
        let message = format!(
            "{}:{place} has `{name}`, which tool `{tool}` does not take\nnote: add a parameter `{name}: {ty}`, or remove it from the file",
            self.file.pin.file
        );
        Mistake {
            span: self.literal.span(),
            message,
        }
    }

    fn other_keys(&self, tool: &str) -> Option<Mistake> {
        let pin = &self.file.pin;
        if matches!(self.object()?.rest, Rest::Unsaid | Rest::Refused) {
            return None;
        }
        let message = format!(
            "{}:{} allows other properties, which tool `{tool}` refuses\nnote: say `\"additionalProperties\":false` in the file",
            pin.file, pin.schema.place
        );
        Some(Mistake {
            span: self.literal.span(),
            message,
        })
    }
}
