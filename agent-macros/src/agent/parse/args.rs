//! The keys of `#[agent(…)]`.

use std::fmt::Display;
use std::str::FromStr;

use proc_macro2::{Span, TokenStream};
use syn::{Ident, Lit, LitStr, Path, Type, parse_quote};

use crate::errors::Errors;
use crate::keys::Keys;
use crate::krate::Krate;
use crate::lint::{self, Allow};
use crate::nearest::nearest;

/// What the keys say.
pub(in crate::agent) struct AgentArgs {
    pub(in crate::agent) krate: Krate,
    pub(in crate::agent) prompt: Option<LitStr>,
    pub(in crate::agent) state: Type,
    pub(in crate::agent) deps: Type,
    /// `()` stands for deps that are not written.
    pub(in crate::agent) no_deps: bool,
    pub(in crate::agent) max_steps: Option<Spanned<u32>>,
    pub(in crate::agent) max_tokens: Option<u64>,
    pub(in crate::agent) max_cost_micros: Option<u64>,
    pub(in crate::agent) max_time_ms: Option<u64>,
    pub(in crate::agent) bad_replies: Option<u32>,
    pub(in crate::agent) tool_attempts: Option<u32>,
    pub(in crate::agent) consecutive_errors: Option<u32>,
    pub(in crate::agent) when_stuck: Option<Ident>,
    pub(in crate::agent) tag: Option<LitStr>,
    pub(in crate::agent) models: Vec<LitStr>,
    pub(in crate::agent) indexes: Vec<LitStr>,
    pub(in crate::agent) allows: Vec<Allow>,
    pub(in crate::agent) profile: Option<Ident>,
}

/// A value and where it stands.
pub(in crate::agent) struct Spanned<T> {
    pub(in crate::agent) value: T,
    pub(in crate::agent) span: Span,
}

/// What an agent's provider accepts; the rules stand in agent-core.
const PROFILES: &[&str] = &["portable", "openai_strict", "anthropic", "gemini", "mcp"];

/// What may follow when an agent is stuck.
const WHEN_STUCK: &[&str] = &["ask_person", "fallback", "stop"];

const KEYS: &[&str] = &[
    "prompt",
    "state",
    "deps",
    "max_steps",
    "max_tokens",
    "max_cost_micros",
    "max_time",
    "bad_replies",
    "tool_attempts",
    "consecutive_errors",
    "when_stuck",
    "tag",
    "models",
    "indexes",
    "allow",
    "profile",
    "crate",
];

pub(super) fn args(errors: &mut Errors, attr: TokenStream) -> AgentArgs {
    let keys = &mut Keys::read(errors, attr);
    let no_deps = !keys.has("deps");
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
        no_deps,
        max_steps: spanned(errors, keys, "max_steps", 1),
        max_tokens: number(errors, keys, "max_tokens", 1),
        max_cost_micros: number(errors, keys, "max_cost_micros", 0),
        max_time_ms: time(errors, keys),
        bad_replies: number(errors, keys, "bad_replies", 1),
        tool_attempts: number(errors, keys, "tool_attempts", 1),
        consecutive_errors: number(errors, keys, "consecutive_errors", 1),
        when_stuck: one_of(errors, keys, "when_stuck", WHEN_STUCK),
        tag: keys.take(errors, "tag", "a name in quotes, for example \"intent\""),
        models: names(errors, keys, "models", r#"models("gpt-4.1-2025-04-14")"#),
        indexes: names(errors, keys, "indexes", r#"indexes("kb@3")"#),
        allows: lint::allows(errors, keys),
        profile: one_of(errors, keys, "profile", PROFILES),
    };
    check_indexes(errors, &args.indexes);
    let rest = std::mem::replace(keys, Keys::empty());
    rest.finish(errors, KEYS);
    args
}

fn type_of(errors: &mut Errors, keys: &mut Keys, name: &str) -> Type {
    match keys.take(errors, name, "a type") {
        Some(Type::Reference(borrow)) if borrow.lifetime.is_none() => {
            errors.at(
                borrow.and_token,
                format!("`{name}` must own its data\nnote: write the type without `&`"),
            );
            *borrow.elem
        }
        Some(ty) => ty,
        None => parse_quote!(()),
    }
}

/// What the agent depends on: each once.
fn names(errors: &mut Errors, keys: &mut Keys, key: &str, example: &str) -> Vec<LitStr> {
    let names: Vec<LitStr> = keys.take_list(errors, key, example).unwrap_or_default();
    for (at, name) in names.iter().enumerate() {
        let text = name.value();
        if text.is_empty() {
            errors.at(name, format!("a name in `{key}` must not be empty"));
        } else if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            errors.at(name, format!("a name in `{key}` must hold no white space"));
        } else if names[..at].contains(name) {
            errors.at(name, format!("`{key}` names `{text}` twice"));
        }
    }
    names
}

fn check_indexes(errors: &mut Errors, indexes: &[LitStr]) {
    for (at, index) in indexes.iter().enumerate() {
        let text = index.value();
        let name = text.split('@').next().unwrap_or_default();
        let is_other = |other: &&LitStr| {
            let other = other.value();
            other != text && other.split('@').next() == Some(name)
        };
        if let Some(other) = indexes[..at].iter().find(is_other) {
            let other = other.value();
            let message = format!(
                "index `{name}` must be named with one version, and `{other}` stands beside it\nnote: keep the version that the tools were made for"
            );
            errors.at(index, message);
            continue;
        }
        let stated = text.split_once('@').is_some_and(|(name, version)| {
            !name.is_empty() && !version.is_empty() && !version.contains('@')
        });
        if !stated && !text.trim().is_empty() {
            let message = format!(
                "index `{text}` must state its version\nnote: write `name@version`, for example \"kb@3\"; the program says what is attached in the same words"
            );
            errors.at(index, message);
        }
    }
}

/// A word of a list.
fn one_of(errors: &mut Errors, keys: &mut Keys, key: &str, words: &[&str]) -> Option<Ident> {
    let known = words.iter().map(|word| format!("`{word}`"));
    let known = known.collect::<Vec<_>>().join(", ");
    // A path, so that one like `WhenStuck::Stop` is told as a whole.
    let word: Path = keys.take(errors, key, &format!("one of {known}"))?;
    let given = path_text(&word);
    if words.contains(&&*given) {
        return word.get_ident().cloned();
    }
    let hint =
        nearest(&given, words).map_or_else(String::new, |word| format!("did you mean `{word}`? "));
    let (one, all) = match key {
        "profile" => ("profile", "profiles"),
        _ => ("word", "words"),
    };
    errors.at(
        &word,
        format!("unknown {one} `{given}`\nnote: {hint}known {all}: {known}"),
    );
    None
}

fn path_text(path: &Path) -> String {
    let segments = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string());
    segments.collect::<Vec<_>>().join("::")
}

fn number<T: Number>(errors: &mut Errors, keys: &mut Keys, name: &str, least: u8) -> Option<T> {
    spanned(errors, keys, name, least).map(|number| number.value)
}

trait Number: FromStr<Err: Display> + PartialOrd + From<u8> {}
impl<T: FromStr<Err: Display> + PartialOrd + From<u8>> Number for T {}

fn spanned<T: Number>(
    errors: &mut Errors,
    keys: &mut Keys,
    name: &str,
    least: u8,
) -> Option<Spanned<T>> {
    let literal: Lit = keys.take(errors, name, "a whole number")?;
    let number: Option<T> = match &literal {
        Lit::Int(number) => number.base10_parse().ok(),
        _ => None,
    };
    match &number {
        None => {
            let bits = size_of::<T>() * 8;
            errors.at(
                &literal,
                format!("`{name}` must be a whole number of {bits} bits"),
            );
        }
        Some(number) if *number < T::from(least) => errors.at(&literal, too_little(name)),
        Some(_) => {}
    }
    let span = literal.span();
    number.map(|value| Spanned { value, span })
}

fn too_little(name: &str) -> String {
    let (least, why) = match name {
        "max_time" => (
            "\"1ms\"",
            "with less the agent would stop before its first step",
        ),
        "bad_replies" | "tool_attempts" | "consecutive_errors" => {
            ("1", "with 1 the first error is one too many")
        }
        _ => ("1", "with less the agent would stop before its first step"),
    };
    format!("`{name}` must be at least {least}\nnote: {why}")
}

fn time(errors: &mut Errors, keys: &mut Keys) -> Option<u64> {
    let text: LitStr = keys.take(errors, "max_time", "a time, for example \"30s\"")?;
    let time = millis(&text.value());
    match time {
        None => errors.at(
            &text,
            "`max_time` must be a whole number with a unit: \"500ms\", \"30s\", \"10m\" or \"2h\"",
        ),
        Some(0) => errors.at(&text, too_little("max_time")),
        Some(_) => {}
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
