//! The const check of a versioned tool against `agents.lock`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::lock::{Lock, complaint, first_change, refuse, shortened};
use crate::pin::{self, Json, Place, Problem};
use crate::tool::check::{Input, Tool};

/// Expands to nothing for a tool without a stated version; otherwise to the tracking of the lock and, where it lists
/// the tool, what it says and the comparison.
pub(super) fn check(tool: &Tool<'_>) -> TokenStream {
    let Some(version) = &tool.policy.version else {
        return TokenStream::new();
    };
    let lock = Lock::open();
    let track = lock.track(version.span);
    let check = match lock.tool(tool.name, version.number) {
        Ok(None) => None,
        Ok(Some(entry)) => Some(entry_check(tool, version.span, &entry)),
        Err(problem) => Some(refuse(&quote!(__p), version.span, &complaint(&problem))),
    };
    quote!(#track #check)
}

fn entry_check(tool: &Tool<'_>, span: Span, entry: &Json) -> TokenStream {
    let Some(locked) = locked(tool, entry) else {
        let place = Place {
            line: entry.place.line,
            column: 1,
        };
        let problem = Problem::new(place, "this entry of a tool is not whole");
        return refuse(&quote!(__p), span, &complaint(&problem));
    };
    quote_spanned! {span=>
        const _: () = {
            const __LOCKED: &__p::Locked = &#locked;
            __p::check_locked(&__CONTRACT, __LOCKED, ::core::option_env!("AGENTS_LOCK"))
        };
    }
}

/// Expands to the entry as const data; `None` if a part of it is missing.
fn locked(tool: &Tool<'_>, entry: &Json) -> Option<TokenStream> {
    let text = |key| entry.get(key)?.text();
    let line = entry.place.line.to_string();
    let fingerprint = u64::from_str_radix(text("fingerprint")?, 16).ok()?;
    let (class, gate) = (text("class")?, text("gate")?);
    let doc = first_change(tool.doc, text("description")?);
    let doc = option(doc.map(|(_, now, then)| {
        let (now, then) = sides(now, then);
        quote!((#now, #then))
    }));
    let said = tool.inputs().find_map(|input| described(input, entry));
    let said = option(said);
    let p = quote!(__p);
    let arguments = pin::parse_own(entry.get("arguments")?).expand(&p);
    let output = pin::parse_own(entry.get("output")?).expand(&p);
    Some(quote! {
        __p::Locked {
            line: #line,
            fingerprint: #fingerprint,
            class: #class,
            gate: #gate,
            doc: #doc,
            text: #said,
            arguments: #arguments,
            output: #output,
        }
    })
}

/// Expands to a parameter's name and the first line of its description that changed. What its type adds below
/// is not known here.
fn described(input: &Input, entry: &Json) -> Option<TokenStream> {
    let property = entry
        .get("arguments")?
        .get("properties")?
        .get(&input.name)?;
    let then = property.get("description").and_then(Json::text);
    let then = then.unwrap_or_default();
    let now = &input.doc;
    let added = then.strip_prefix(now.as_str());
    if added.is_some_and(|added| added.is_empty() || now.is_empty() || added.starts_with('\n')) {
        return None;
    }
    let (_, now, then) = first_change(now, then)?;
    let (now, then) = sides(now, then);
    let name = &input.name;
    Some(quote!((#name, #now, #then)))
}

fn sides(now: Option<&str>, then: Option<&str>) -> (String, String) {
    let text = |line: Option<&str>| shortened(line.unwrap_or_default());
    (text(now), text(then))
}

fn option(tokens: Option<TokenStream>) -> TokenStream {
    tokens.map_or_else(|| quote!(__p::None), |tokens| quote!(__p::Some(#tokens)))
}
