//! Doc comments become descriptions.

use std::fs;
use std::path::PathBuf;

use proc_macro2::Span;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Macro, Meta, Token};

/// The doc comment of an item: one leading space cut from each line, blank lines at the ends dropped,
/// lines joined by `\n`. Everything else reaches the model as it was written.
pub(crate) fn doc(attrs: &[Attribute]) -> String {
    let lines: Vec<String> = attrs.iter().filter_map(line).collect();
    let text = lines
        .iter()
        .flat_map(|line| line.lines().chain(line.is_empty().then_some("")))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect::<Vec<_>>()
        .join("\n");
    text.trim_matches('\n').to_owned()
}

fn line(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => text(&pair.value),
        _ => None,
    }
}

/// A text, or one of the two macros that `#[doc = …]` takes in practice; rustc expands them itself, later.
fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => literal(lit),
        Expr::Group(group) => text(&group.expr),
        Expr::Macro(call) if call.mac.path.is_ident("include_str") => included(&call.mac),
        Expr::Macro(call) if call.mac.path.is_ident("concat") => joined(&call.mac),
        _ => None,
    }
}

/// The parts of `concat!`, each written as `concat!` writes it.
fn joined(call: &Macro) -> Option<String> {
    let parts = Punctuated::<Expr, Token![,]>::parse_terminated;
    parts
        .parse2(call.tokens.clone())
        .ok()?
        .iter()
        .map(text)
        .collect()
}

fn literal(lit: &Lit) -> Option<String> {
    Some(match lit {
        Lit::Str(text) => text.value(),
        Lit::Char(letter) => letter.value().to_string(),
        Lit::Bool(value) => value.value.to_string(),
        Lit::Int(number) => number.base10_digits().to_owned(),
        Lit::Float(number) => number.base10_digits().to_owned(),
        _ => return None,
    })
}

/// The file that `include_str!` names, relative to the file in which it stands. Its text changes the item
/// only when rustc compiles anew, which it does: the attribute stays on the item.
fn included(call: &Macro) -> Option<String> {
    let file: LitStr = call.parse_body().ok()?;
    let source = local_file(file.span()).or_else(|| local_file(call.span()))?;
    fs::read_to_string(source.parent()?.join(file.value())).ok()
}

/// `None` outside of the compiler, as in a unit test.
fn local_file(span: Span) -> Option<PathBuf> {
    proc_macro::is_available()
        .then(|| span.unwrap().local_file())
        .flatten()
}

/// Drops doc attributes (they are not allowed on function parameters).
pub(crate) fn is_doc(attr: &Attribute) -> bool {
    attr.path().is_ident("doc")
}
