//! What was written: the attribute's keys and, variant by variant, what each claims to be.
//!
//! Knows the syntax only; whether the claims hold is for `check` and for rustc.

use std::fmt::Display;
use std::str::FromStr;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Attribute, Fields, Ident, ItemEnum, Lit, LitStr, Meta, Path, Type, parse_quote};

use crate::case::pascal;
use crate::errors::Errors;
use crate::keys::Keys;
use crate::krate::Krate;
use crate::nearest::nearest;

/// An `#[agent]` enum as it was written, stripped of our attributes.
pub(super) struct Written {
    pub(super) args: AgentArgs,
    pub(super) item: ItemEnum,
    pub(super) variants: Vec<WrittenVariant>,
}

/// The keys of `#[agent(…)]`.
pub(super) struct AgentArgs {
    pub(super) krate: Krate,
    pub(super) prompt: Option<LitStr>,
    pub(super) state: Type,
    pub(super) deps: Type,
    pub(super) max_steps: Option<u32>,
    pub(super) max_tokens: Option<u64>,
    pub(super) max_cost_micros: Option<u64>,
    pub(super) max_time_ms: Option<u64>,
    pub(super) bad_replies: Option<u32>,
    pub(super) tag: Option<LitStr>,
}

/// One variant; `kind` is missing where an error was reported.
pub(super) struct WrittenVariant {
    pub(super) variant: syn::Variant,
    pub(super) kind: Option<WrittenKind>,
    pub(super) retired: bool,
}

/// What a variant claims to be.
pub(super) enum WrittenKind {
    /// Holds the call of a tool.
    Held(Type),
    /// Restates the parameters of a tool; the call's type, from the function's path.
    Restated(Type),
    /// `#[ask]`
    Ask {
        answer: Type,
        urgency: Option<Ident>,
        name: Option<LitStr>,
    },
    /// `#[done]`
    Done { name: Option<LitStr> },
    /// `#[wait]`
    Wait {
        event: Option<LitStr>,
        name: Option<LitStr>,
        attr: Span,
    },
}

const KEYS: &[&str] = &[
    "prompt",
    "state",
    "deps",
    "max_steps",
    "max_tokens",
    "max_cost_micros",
    "max_time",
    "bad_replies",
    "tag",
    "crate",
];

/// The attributes that say what a variant is.
const MARKS: &[&str] = &["tool", "ask", "done", "wait", "retired"];

pub(super) fn agent(errors: &mut Errors, attr: TokenStream, item: TokenStream) -> Option<Written> {
    let Ok(mut item) = syn::parse2::<ItemEnum>(item.clone()) else {
        if let Err(error) = syn::parse2::<syn::File>(item) {
            errors.push(error); // a slip inside the enum is better told by the parser
        } else {
            errors.at_span(
                Span::call_site(),
                "`#[agent]` must stand on an enum of steps",
            );
        }
        return None;
    };
    let args = args(errors, attr);
    let variants = item.variants.iter_mut();
    let variants = variants.map(|variant| self::variant(errors, variant));
    let variants = variants.collect();
    Some(Written {
        args,
        item,
        variants,
    })
}

fn args(errors: &mut Errors, attr: TokenStream) -> AgentArgs {
    let keys = &mut Keys::read(errors, attr);
    let args = AgentArgs {
        krate: keys
            .take::<Path>(
                errors,
                "crate",
                "a path, for example `crate = ::agent_core`",
            )
            .map(Krate::from)
            .unwrap_or_default(),
        prompt: keys.take(
            errors,
            "prompt",
            "a file, for example \"prompts/support.md\"",
        ),
        state: type_of(errors, keys, "state"),
        deps: type_of(errors, keys, "deps"),
        max_steps: number(errors, keys, "max_steps"),
        max_tokens: number(errors, keys, "max_tokens"),
        max_cost_micros: number(errors, keys, "max_cost_micros"),
        max_time_ms: time(errors, keys),
        bad_replies: number(errors, keys, "bad_replies"),
        tag: keys.take(errors, "tag", "a name in quotes, for example \"intent\""),
    };
    let rest = std::mem::replace(keys, Keys::empty());
    rest.finish(errors, KEYS);
    args
}

fn type_of(errors: &mut Errors, keys: &mut Keys, name: &str) -> Type {
    keys.take(errors, name, "a type")
        .unwrap_or_else(|| parse_quote!(()))
}

fn number<T: FromStr<Err: Display>>(errors: &mut Errors, keys: &mut Keys, name: &str) -> Option<T> {
    let literal: Lit = keys.take(errors, name, "a whole number")?;
    let number = match &literal {
        Lit::Int(number) => number.base10_parse().ok(),
        _ => None,
    };
    if number.is_none() {
        let bits = size_of::<T>() * 8;
        errors.at(
            &literal,
            format!("`{name}` must be a whole number of {bits} bits"),
        );
    }
    number
}

fn time(errors: &mut Errors, keys: &mut Keys) -> Option<u64> {
    let text: LitStr = keys.take(errors, "max_time", "a time, for example \"30s\"")?;
    let time = millis(&text.value());
    if time.is_none() {
        errors.at(
            &text,
            "`max_time` must be a whole number with a unit: \"500ms\", \"30s\", \"10m\" or \"2h\"",
        );
    }
    time
}

fn millis(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// Takes our attributes off the variant and reads them.
fn variant(errors: &mut Errors, variant: &mut syn::Variant) -> WrittenVariant {
    let (marks, others) = std::mem::take(&mut variant.attrs)
        .into_iter()
        .partition::<Vec<_>, _>(is_mark);
    variant.attrs = others;
    let (retired, kinds) = marks
        .into_iter()
        .partition::<Vec<_>, _>(|attr| attr.path().is_ident("retired"));
    for attr in retired
        .iter()
        .filter(|attr| !matches!(attr.meta, Meta::Path(_)))
    {
        errors.at(
            &attr.meta,
            "`#[retired]` must stand alone, without arguments",
        );
    }
    let kind = match &kinds[..] {
        [] => held(errors, variant),
        [attr] => marked(errors, attr, variant),
        [_, second, ..] => {
            errors.at(
                second,
                format!(
                    "variant `{}` must be one thing only: a tool, `#[ask]`, `#[done]` or `#[wait]`",
                    variant.ident
                ),
            );
            None
        }
    };
    WrittenVariant {
        variant: variant.clone(),
        kind,
        retired: !retired.is_empty(),
    }
}

fn is_mark(attr: &Attribute) -> bool {
    MARKS.iter().any(|mark| attr.path().is_ident(mark))
}

/// A variant without a mark holds the call of a tool.
fn held(errors: &mut Errors, variant: &mut syn::Variant) -> Option<WrittenKind> {
    if let Some(attr) = variant.attrs.iter().find(|attr| slip(attr).is_some()) {
        let meant = slip(attr).unwrap_or_default();
        errors.at(
            attr.path(),
            format!("unknown attribute\nnote: did you mean `#[{meant}]`?"),
        );
        let path = attr.path().clone();
        variant.attrs.retain(|attr| *attr.path() != path);
        return None;
    }
    match &mut variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let field = fields.unnamed.first_mut()?;
            held_call(errors, &mut field.ty)
        }
        Fields::Unnamed(_) | Fields::Named(_) | Fields::Unit => {
            let ident = &variant.ident;
            errors.at(
                ident,
                format!(
                    "variant `{ident}` must say what it is\nnote: hold a tool's call, as in `GetOrder(GetOrder)`, or write `#[tool(function)]`, `#[ask]`, `#[done]` or `#[wait]` on it"
                ),
            );
            None
        }
    }
}

/// A misspelt mark, which rustc would call unknown without knowing ours.
fn slip(attr: &Attribute) -> Option<&'static str> {
    let name = attr.path().get_ident()?.to_string();
    let known = [
        "doc",
        "cfg",
        "allow",
        "expect",
        "warn",
        "deny",
        "serde",
        "default",
        "non_exhaustive",
    ];
    if known.contains(&&*name) {
        return None;
    }
    nearest(&name, MARKS)
}

/// The call's type; a function's name, which is an easy slip, becomes the type that was meant.
fn held_call(errors: &mut Errors, ty: &mut Type) -> Option<WrittenKind> {
    // `$call:ty` of a user's own macro comes in an invisible group.
    while let Type::Group(group) = ty {
        *ty = Type::clone(&group.elem);
    }
    let Type::Path(path) = ty else {
        errors.at(
            &*ty,
            "variant must hold the call of a tool, for example `GetOrder`",
        );
        *ty = parse_quote!(());
        return None;
    };
    let last = path.path.segments.last_mut()?;
    let name = last.ident.to_string();
    if !last.arguments.is_empty() || is_std(&name) {
        errors.at(
            &path.path,
            format!("`{name}` is not a tool\nnote: the variant must hold the call of a `#[tool]` function, which is named after the function in PascalCase"),
        );
        return None;
    }
    if starts_lower(&name) {
        let call = pascal(&name);
        errors.at(
            &last.ident,
            format!("variant must hold the call type `{call}`\nnote: `#[tool]` names the call of `{name}` in PascalCase"),
        );
        last.ident = Ident::new(&call, last.ident.span());
    }
    Some(WrittenKind::Held(ty.clone()))
}

fn starts_lower(name: &str) -> bool {
    name.starts_with(char::is_lowercase)
}

/// Types of the language, which are certainly no tools; told here, the error comes once.
fn is_std(name: &str) -> bool {
    let names = [
        "String", "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16",
        "i32", "i64", "i128", "isize", "f32", "f64",
    ];
    names.contains(&name)
}

fn marked(errors: &mut Errors, attr: &Attribute, variant: &syn::Variant) -> Option<WrittenKind> {
    let mark = attr.path().get_ident()?.to_string();
    if matches!(variant.fields, Fields::Unnamed(_)) {
        let note = match &*mark {
            "tool" => {
                "\nnote: they restate the tool's parameters; a variant that holds the whole call, as in `Refund(Refund)`, needs no attribute"
            }
            _ => "",
        };
        errors.at(
            &variant.fields,
            format!("`#[{mark}]` variant must have named fields, or none{note}"),
        );
        return None;
    }
    match &*mark {
        "tool" => restated(errors, attr),
        "ask" => Some(ask(errors, attr)),
        "done" => Some(done(errors, attr)),
        _ => Some(wait(errors, attr)),
    }
}

fn restated(errors: &mut Errors, attr: &Attribute) -> Option<WrittenKind> {
    let Ok(mut path) = attr.parse_args::<Path>() else {
        errors.at(
            &attr.meta,
            "`#[tool]` on a variant must name the function, for example `#[tool(refund)]`",
        );
        return None;
    };
    let last = path.segments.last_mut()?;
    if starts_lower(&last.ident.to_string()) {
        let name = last.ident.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        last.ident = Ident::new(&pascal(name), last.ident.span());
    }
    Some(WrittenKind::Restated(parse_quote!(#path)))
}

fn ask(errors: &mut Errors, attr: &Attribute) -> WrittenKind {
    let keys = &mut mark_keys(errors, attr);
    let kind = WrittenKind::Ask {
        answer: keys
            .take(errors, "answer", "a type, for example `bool`")
            .unwrap_or_else(|| default_answer(attr)),
        urgency: urgency(errors, keys),
        name: name(errors, keys),
    };
    finish(errors, keys, &["answer", "urgency", "name"]);
    kind
}

/// Free text; a path, because the user may have another `String`.
fn default_answer(attr: &Attribute) -> Type {
    let path = quote::quote_spanned!(attr.path().span()=> ::std::string::String);
    Type::Verbatim(path)
}

fn urgency(errors: &mut Errors, keys: &mut Keys) -> Option<Ident> {
    let word: Ident = keys.take(errors, "urgency", "`low`, `medium` or `high`")?;
    let known = ["low", "medium", "high"];
    if known.contains(&&*word.to_string()) {
        return Some(Ident::new(&pascal(&word.to_string()), word.span()));
    }
    errors.at(&word, "`urgency` must be `low`, `medium` or `high`");
    None
}

fn done(errors: &mut Errors, attr: &Attribute) -> WrittenKind {
    let keys = &mut mark_keys(errors, attr);
    let name = name(errors, keys);
    finish(errors, keys, &["name"]);
    WrittenKind::Done { name }
}

fn wait(errors: &mut Errors, attr: &Attribute) -> WrittenKind {
    let keys = &mut mark_keys(errors, attr);
    let kind = WrittenKind::Wait {
        event: keys.take(errors, "event", "a name in quotes, for example \"paid\""),
        name: name(errors, keys),
        attr: attr.path().span(),
    };
    finish(errors, keys, &["event", "name"]);
    kind
}

fn name(errors: &mut Errors, keys: &mut Keys) -> Option<LitStr> {
    keys.take(errors, "name", "a name in quotes")
}

fn mark_keys(errors: &mut Errors, attr: &Attribute) -> Keys {
    match &attr.meta {
        Meta::Path(_) => Keys::empty(),
        Meta::List(list) => Keys::read(errors, list.tokens.clone()),
        Meta::NameValue(pair) => {
            errors.at(
                pair,
                "keys must stand in parentheses, for example `#[ask(answer = bool)]`",
            );
            Keys::empty()
        }
    }
}

fn finish(errors: &mut Errors, keys: &mut Keys, known: &[&str]) {
    std::mem::replace(keys, Keys::empty()).finish(errors, known);
}
