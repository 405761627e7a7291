//! What serde's attributes say about reading a type. Knows no rules of ours, reports no errors:
//! a malformed `#[serde(..)]` is serde's own error.

use proc_macro2::Span;
use syn::{Attribute, Expr, LitStr, Token, meta::ParseNestedMeta, spanned::Spanned, token};

use super::case::Rule;

/// The keys of `#[serde(..)]` that change what JSON is read; the same set at every level.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key that stands or does not"
)]
pub(crate) struct Serde {
    pub rename: Option<String>,
    pub rename_all: Option<Rule>,
    pub rename_all_fields: Option<Rule>,
    pub aliases: Vec<String>,
    pub default: bool,
    /// `skip` or `skip_deserializing`.
    pub skip: bool,
    pub flatten: bool,
    pub transparent: bool,
    pub closed: bool,
    pub tag: Option<String>,
    pub content: Option<String>,
    pub untagged: bool,
    /// The key (`with`, `deserialize_with`, `from`, `try_from`) behind which the JSON is unknown.
    pub custom: Option<(String, Span)>,
    /// Names that JSON cannot hold as they are.
    pub escaped: Vec<LitStr>,
}

/// Reads every `#[serde(..)]` among `attrs`.
pub(crate) fn parse(attrs: &[Attribute]) -> Serde {
    let mut serde = Serde::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        // serde reports what is malformed; we take what could be read.
        let _ = attr.parse_nested_meta(|meta| serde.key(&meta));
    }
    serde
}

impl Serde {
    fn key(&mut self, meta: &ParseNestedMeta) -> syn::Result<()> {
        let key = meta
            .path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        match key.as_str() {
            "rename" => {
                let rename = reading(meta)?.map(|name| self.name(name));
                self.rename = rename.or(self.rename.take());
            }
            "rename_all" => self.rename_all = rule(meta)?.or(self.rename_all),
            "rename_all_fields" => self.rename_all_fields = rule(meta)?.or(self.rename_all_fields),
            "alias" => {
                let alias = self.name(text(meta)?);
                self.aliases.push(alias);
            }
            "tag" => self.tag = Some(self.name(text(meta)?)),
            "content" => self.content = Some(self.name(text(meta)?)),
            "flatten" => self.flatten = true,
            "transparent" => self.transparent = true,
            "untagged" => self.untagged = true,
            "deny_unknown_fields" => self.closed = true,
            "skip" | "skip_deserializing" => self.skip = true,
            "with" | "deserialize_with" | "from" | "try_from" => {
                self.custom = Some((key, meta.path.span()));
                skip_value(meta)?;
            }
            "default" => {
                self.default = true;
                skip_value(meta)?;
            }
            _ => skip_value(meta)?,
        }
        Ok(())
    }

    /// The name, noted if JSON would have to escape it.
    fn name(&mut self, written: LitStr) -> String {
        let name = written.value();
        if name.contains(|c: char| c == '"' || c == '\\' || c.is_control()) {
            self.escaped.push(written);
        }
        name
    }
}

fn text(meta: &ParseNestedMeta) -> syn::Result<LitStr> {
    meta.value()?.parse()
}

fn rule(meta: &ParseNestedMeta) -> syn::Result<Option<Rule>> {
    let name = reading(meta)?.map(|name| name.value());
    Ok(name.as_deref().and_then(Rule::from_name))
}

/// `key = "x"`, or the reading side of `key(serialize = "y", deserialize = "x")`.
fn reading(meta: &ParseNestedMeta) -> syn::Result<Option<LitStr>> {
    if !meta.input.peek(token::Paren) {
        return text(meta).map(Some);
    }
    let mut found = None;
    meta.parse_nested_meta(|side| {
        let value = text(&side)?;
        if side.path.is_ident("deserialize") {
            found = Some(value);
        }
        Ok(())
    })?;
    Ok(found)
}

fn skip_value(meta: &ParseNestedMeta) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<Expr>()?;
    } else if meta.input.peek(token::Paren) {
        meta.parse_nested_meta(|inner| skip_value(&inner))?;
    }
    Ok(())
}
