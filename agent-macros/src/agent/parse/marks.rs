//! A variant with a mark: `#[tool(…)]`, `#[ask]`, `#[sub(…)]`, `#[done]` or `#[wait]`.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Fields, Ident, LitStr, Meta, Path, Token, Type, parse_quote};

use super::WrittenKind;
use super::held::starts_lower;
use crate::case::pascal;
use crate::errors::Errors;
use crate::keys::Keys;

/// What the mark says.
pub(super) fn marked(
    errors: &mut Errors,
    attr: &Attribute,
    variant: &syn::Variant,
) -> Option<WrittenKind> {
    let mark = attr.path().get_ident()?.to_string();
    if matches!(variant.fields, Fields::Unnamed(_)) {
        let note = match &*mark {
            "tool" => {
                "\nnote: they restate the tool's parameters; a variant that holds the whole call, as in `Refund(Refund)`, needs no attribute"
            }
            "sub" => {
                "\nnote: they are the agent's task, as in `#[sub(Billing)] Billing { question: String }`"
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
        "sub" => sub(errors, attr, variant),
        "done" => Some(done(errors, attr)),
        _ => Some(wait(errors, attr)),
    }
}

fn restated(errors: &mut Errors, attr: &Attribute) -> Option<WrittenKind> {
    let Ok(mut path) = attr.parse_args::<Path>() else {
        errors.push(misnamed(attr));
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

/// What stands in `#[tool(…)]` in place of a function.
fn misnamed(attr: &Attribute) -> syn::Error {
    let quoted = attr
        .parse_args::<LitStr>()
        .map(|text| (text.span(), text.value()));
    if let Ok((span, name)) = quoted {
        let text = format!(
            "the function must be named without quotes\nnote: write `#[tool({name})]`: it is a path in Rust"
        );
        return syn::Error::new(span, text);
    }
    let named = |input: ParseStream<'_>| {
        let function: Path = input.parse()?;
        input.parse::<Token![,]>()?;
        Ok((function, input.parse::<TokenStream>()?))
    };
    match attr.parse_args_with(named) {
        Ok((function, more)) if !more.is_empty() => {
            let function = quote::quote!(#function).to_string().replace(' ', "");
            let text = format!(
                "`#[tool]` on a variant must name the function and nothing else\nnote: write `#[tool({function})]`; what the tool is, `{more}`, belongs on the function"
            );
            syn::Error::new_spanned(more, text)
        }
        _ => syn::Error::new_spanned(
            &attr.meta,
            "`#[tool]` on a variant must name the function, for example `#[tool(refund)]`",
        ),
    }
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

fn sub(errors: &mut Errors, attr: &Attribute, variant: &syn::Variant) -> Option<WrittenKind> {
    let named = |input: ParseStream<'_>| {
        let agent: Path = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        Ok((agent, input.parse::<TokenStream>()?))
    };
    let Ok((agent, keys)) = attr.parse_args_with(named) else {
        errors.push(no_agent(attr));
        return None;
    };
    let keys = &mut Keys::read(errors, keys);
    let name = name(errors, keys);
    finish(errors, keys, &["name"]);
    if variant.fields.is_empty() {
        let ident = &variant.ident;
        errors.at(
            ident,
            format!(
                "`#[sub]` variant must have fields: they are the agent's task\nnote: the least is one text, as in `{ident} {{ task: String }}`"
            ),
        );
    }
    let agent = parse_quote!(#agent);
    Some(WrittenKind::Sub { agent, name })
}

/// What stands in `#[sub(…)]` in place of an agent.
fn no_agent(attr: &Attribute) -> syn::Error {
    match attr.parse_args::<LitStr>() {
        Ok(text) => {
            let name = text.value();
            let message = format!(
                "the agent must be named without quotes\nnote: write `#[sub({name})]`: it is a path in Rust"
            );
            syn::Error::new(text.span(), message)
        }
        Err(_) => syn::Error::new_spanned(
            &attr.meta,
            "`#[sub]` must name the agent that carries the step out, for example `#[sub(Billing)]`",
        ),
    }
}

fn done(errors: &mut Errors, attr: &Attribute) -> WrittenKind {
    let keys = &mut mark_keys(errors, attr);
    let name = name(errors, keys);
    finish(errors, keys, &["name"]);
    WrittenKind::Done { name }
}

fn wait(errors: &mut Errors, attr: &Attribute) -> WrittenKind {
    let before = errors.count();
    let keys = &mut mark_keys(errors, attr);
    let mut event: Option<LitStr> =
        keys.take(errors, "event", "a name in quotes, for example \"paid\"");
    if let Some(empty) = event
        .as_ref()
        .filter(|event| event.value().trim().is_empty())
    {
        errors.at(
            empty,
            "`event` must not be empty\nnote: it is the name by which the program delivers it",
        );
    }
    let name = name(errors, keys);
    finish(errors, keys, &["event", "name"]);
    if errors.count() > before {
        // Whatever was meant ends the wait.
        event = Some(LitStr::new("event", attr.path().span()));
    }
    WrittenKind::Wait {
        event,
        name,
        attr: attr.path().span(),
    }
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
