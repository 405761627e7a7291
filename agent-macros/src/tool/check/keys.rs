//! Rules on the keys of `#[tool(..)]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprPath, Lit};

use super::timeout::millis;
use crate::errors::Errors;
use crate::krate::Krate;
use crate::nearest::unknown_key;
use crate::tool::parse::{Function, Key, ToolArgs};

/// Words that stand alone.
const WORDS: &[&str] = &["read", "idempotent", "write", "destructive"];

/// Keys that want a value; `concurrent` may also stand alone.
const VALUES: &[&str] = &[
    "name",
    "version",
    "call",
    "ask_if",
    "timeout",
    "attempts",
    "concurrent",
    "schema",
    "crate",
];

/// What others call a description.
const SPEAKS: &[&str] = &["description", "desc", "doc", "docs"];

const CLASSES: &[&str] = &["read", "idempotent", "write"];

/// What running twice would do; the names are those of `contract::Class`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Read,
    Idempotent,
    Write,
}

/// How the runner treats a call.
pub(crate) struct Policy {
    /// `None` if it is not stated.
    pub version: Option<Version>,
    pub class: Class,
    pub destructive: bool,
    pub ask_if: Option<Expr>,
    /// A `const` expression of type `Duration`.
    pub timeout: Option<TokenStream>,
    pub attempts: u32,
    pub concurrent: bool,
}

/// A version that the author stated, and where.
pub(crate) struct Version {
    pub number: u32,
    pub span: Span,
}

/// Reports unknown and doubled keys, missing and needless values, and a second class.
pub(crate) fn check_known(errors: &mut Errors, keys: &ToolArgs) {
    for (at, key) in keys.keys.iter().enumerate() {
        check_key(errors, key);
        check_once(errors, &keys.keys[..at], key);
    }
}

fn check_key(errors: &mut Errors, key: &Key) {
    let name = key.name.to_string();
    match &key.value {
        Some(value) if WORDS.contains(&name.as_str()) => {
            errors.at(
                value,
                format!("`{name}` must stand alone\nnote: write `#[tool({name})]`"),
            );
        }
        None if VALUES.contains(&name.as_str()) && name != "concurrent" => {
            errors.at(
                &key.name,
                format!("`{name}` must have a value\nnote: write `{}`", usage(&name)),
            );
        }
        _ if WORDS.contains(&name.as_str()) || VALUES.contains(&name.as_str()) => {}
        _ if SPEAKS.contains(&name.as_str()) => {
            errors.at(&key.name, format!("`{name}` must be a doc comment\nnote: write `/// …` above the function; the model reads it"));
        }
        _ => {
            let known: Vec<&str> = WORDS.iter().chain(VALUES).copied().collect();
            errors.at(&key.name, unknown_key(&name, &known));
        }
    }
}

fn check_once(errors: &mut Errors, before: &[Key], key: &Key) {
    let class = |key: &Key| CLASSES.iter().any(|class| key.name == class);
    if before.iter().any(|other| other.name == key.name) {
        errors.at(
            &key.name,
            format!(
                "`{}` must be written once\nnote: remove one of them",
                key.name
            ),
        );
    } else if let Some(other) = before.iter().find(|other| class(other) && class(key)) {
        errors.at(
            &key.name,
            format!("a tool must have one class, and `{}` is stated already\nnote: `read` changes nothing, `idempotent` may run again with the same key, `write` never runs twice", other.name),
        );
    }
}

/// Whether the description stands among the keys, which is an error of its own.
pub(crate) fn has_description(keys: &ToolArgs) -> bool {
    keys.keys
        .iter()
        .any(|key| SPEAKS.iter().any(|word| key.name == word))
}

/// How a key is written, for messages.
fn usage(name: &str) -> &'static str {
    match name {
        "name" => "name = \"get_order\"",
        "version" => "version = 2",
        "call" => "call = RefundCall",
        "ask_if" => "ask_if = |call| call.amount > 500",
        "timeout" => "timeout = \"10s\"",
        "attempts" => "attempts = 3",
        "concurrent" => "concurrent = false",
        "schema" => "schema = \"schemas/get_order.json\"",
        _ => "crate = my_agent_core",
    }
}

/// Where agent-core is.
pub(crate) fn krate(errors: &mut Errors, keys: &ToolArgs) -> Krate {
    let path = keys.get("crate").and_then(|key| match key.value.as_ref()? {
        Expr::Path(ExprPath {
            path, qself: None, ..
        }) => Some(path.clone()),
        other => refuse(errors, "crate", other),
    });
    path.map(Krate::from).unwrap_or_default()
}

/// The value of a key that names something.
pub(crate) fn ident(errors: &mut Errors, key: &Key) -> Option<Ident> {
    let value = key.value.as_ref()?;
    let Expr::Path(path) = value else {
        return refuse(errors, "call", value);
    };
    path.path
        .get_ident()
        .cloned()
        .or_else(|| refuse(errors, "call", value))
}

/// The name that the model sees: `name = "…"` or the function's own.
pub(crate) fn name(errors: &mut Errors, keys: &ToolArgs, function: &Function) -> Option<String> {
    if let Some(value) = keys.get("name").and_then(|key| key.value.as_ref()) {
        let text = text(value).or_else(|| refuse(errors, "name", value))?;
        if !is_accepted(&text) {
            errors.at(
                value,
                format!("tool name `{text}` must be accepted by every provider\nnote: {NAME_RULE}"),
            );
        }
        return Some(text);
    }
    let ident = &function.sig.ident;
    let text = ident.unraw().to_string();
    if !is_accepted(&text) {
        errors.at(ident, format!("tool `{ident}` must have a name that every provider accepts\nnote: state one with `#[tool(name = \"…\")]`: {NAME_RULE}"));
    }
    Some(text)
}

const NAME_RULE: &str =
    "at most 64 ASCII letters, digits, `_` and `-`, starting with a letter or `_`";

fn is_accepted(name: &str) -> bool {
    let start = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let rest = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    start && rest && name.len() <= 64
}

/// The class and what goes with it.
pub(crate) fn policy(errors: &mut Errors, keys: &ToolArgs) -> Policy {
    let class = class(keys);
    Policy {
        version: version(errors, keys),
        class,
        destructive: keys.get("destructive").is_some(),
        ask_if: ask_if(errors, keys),
        timeout: timeout(errors, keys),
        attempts: attempts(errors, keys, class),
        concurrent: concurrent(errors, keys).unwrap_or(class == Class::Read),
    }
}

fn version(errors: &mut Errors, keys: &ToolArgs) -> Option<Version> {
    let span = keys.get("version")?.value.as_ref()?.span();
    let number = whole(errors, keys, "version");
    Some(Version { number, span })
}

/// A closure or the name of a function; what it returns is for rustc to say.
fn ask_if(errors: &mut Errors, keys: &ToolArgs) -> Option<Expr> {
    let value = keys.get("ask_if")?.value.as_ref()?;
    match value {
        Expr::Closure(_) | Expr::Path(_) | Expr::Group(_) | Expr::Paren(_) => Some(value.clone()),
        _ => refuse(errors, "ask_if", value),
    }
}

fn class(keys: &ToolArgs) -> Class {
    match (keys.get("read"), keys.get("idempotent")) {
        (Some(_), _) => Class::Read,
        (None, Some(_)) => Class::Idempotent,
        (None, None) => Class::Write,
    }
}

fn attempts(errors: &mut Errors, keys: &ToolArgs, class: Class) -> u32 {
    let attempts = whole(errors, keys, "attempts");
    if let Some(key) = keys
        .get("attempts")
        .filter(|_| class == Class::Write && attempts > 1)
    {
        errors.at(&key.name, "`attempts` must not stand on a `write` tool, which never runs twice\nnote: say `read` or `idempotent` if it may run again, or remove `attempts`");
    }
    attempts
}

/// A number from 1; 1 if it is not stated.
fn whole(errors: &mut Errors, keys: &ToolArgs, name: &str) -> u32 {
    let Some(value) = keys.get(name).and_then(|key| key.value.as_ref()) else {
        return 1;
    };
    let number = match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse::<u32>().ok(),
        _ => None,
    };
    match number {
        Some(number) if number > 0 => number,
        _ => refuse(errors, name, value).unwrap_or(1),
    }
}

fn concurrent(errors: &mut Errors, keys: &ToolArgs) -> Option<bool> {
    match &keys.get("concurrent")?.value {
        None => Some(true),
        Some(Expr::Lit(ExprLit {
            lit: Lit::Bool(value),
            ..
        })) => Some(value.value),
        Some(other) => refuse(errors, "concurrent", other),
    }
}

fn timeout(errors: &mut Errors, keys: &ToolArgs) -> Option<TokenStream> {
    let value = keys.get("timeout")?.value.as_ref()?;
    let Expr::Lit(literal) = value else {
        return Some(value.to_token_stream());
    };
    let Some(text) = text(value) else {
        return refuse(errors, "timeout", literal);
    };
    match millis(&text) {
        Ok(millis) => Some(quote!(__p::Duration::from_millis(#millis))),
        Err(message) => {
            errors.at(value, message);
            None
        }
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

/// Reports a value of the wrong kind.
pub(super) fn refuse<T>(errors: &mut Errors, name: &str, value: impl ToTokens) -> Option<T> {
    let what = match name {
        "name" => "a text",
        "version" | "attempts" => "a whole number from 1",
        "call" => "the name of the call's type",
        "timeout" => "a text with a unit, or a `Duration`",
        "concurrent" => "`true` or `false`",
        "schema" => "the path of a JSON Schema",
        "ask_if" => "a closure over the call, or a function's name",
        _ => "a path",
    };
    errors.at(
        value,
        format!("`{name}` must be {what}\nnote: write `{}`", usage(name)),
    );
    None
}
