//! What was written: the attribute's keys and, variant by variant, what each claims to be.
//!
//! Knows the syntax only; whether the claims hold is for `check` and for rustc.

mod args;
mod held;
mod marks;
mod prefetch;
mod recover;

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Ident, ItemEnum, LitStr, Meta, Type};

pub(super) use args::AgentArgs;
pub(super) use prefetch::{Mark, Prefetch};

use crate::errors::Errors;

/// An `#[agent]` enum as it was written, stripped of our attributes.
pub(super) struct Written {
    pub(super) args: AgentArgs,
    pub(super) item: ItemEnum,
    pub(super) variants: Vec<WrittenVariant>,
    pub(super) found: Found,
}

/// How much of the item could be read.
pub(super) enum Found {
    Whole,
    /// rustc told of a slip in it.
    Broken,
    /// It is no enum, and `item` stands for it.
    Other(TokenStream),
}

/// One variant; `kind` is missing where an error was reported.
pub(super) struct WrittenVariant {
    pub(super) variant: syn::Variant,
    pub(super) kind: Option<WrittenKind>,
    pub(super) retired: bool,
    pub(super) prefetch: Option<Mark>,
}

impl WrittenVariant {
    /// Whether the enum has no step for it.
    pub(super) fn is_only_prefetched(&self) -> bool {
        let mark = self.prefetch.as_ref();
        mark.is_some_and(|mark| mark.prefetch == Prefetch::Only)
    }
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
    /// `#[sub]`
    Sub { agent: Type, name: Option<LitStr> },
    /// `#[done]`
    Done { name: Option<LitStr> },
    /// `#[wait]`
    Wait {
        event: Option<LitStr>,
        name: Option<LitStr>,
        attr: Span,
    },
}

/// The attributes that say what a variant is.
const MARKS: &[&str] = &["tool", "ask", "sub", "done", "wait", "retired", "prefetch"];

pub(super) fn agent(errors: &mut Errors, attr: TokenStream, item: TokenStream) -> Option<Written> {
    let args = args::args(errors, attr);
    let (mut item, found) = read(errors, item)?;
    strip_agents(errors, &mut item);
    // What is wrong with the rest of a broken enum is told once it can be read.
    let mut ignored = Errors::new();
    let errors = match found {
        Found::Whole => errors,
        Found::Broken | Found::Other(_) => &mut ignored,
    };
    let mut seen = HashSet::new();
    let mut variants = Vec::new();
    for variant in &mut item.variants {
        let first = seen.insert(variant.ident.clone());
        if first {
            variants.push(self::variant(errors, variant));
        } else {
            let ident = &variant.ident;
            errors.at(ident, format!("step `{ident}` is there already\nnote: each variant is a step of its own, with a name of its own"));
        }
    }
    if variants.len() < item.variants.len() {
        item.variants = variants
            .iter()
            .map(|written| written.variant.clone())
            .collect();
    }
    Some(Written {
        args,
        item,
        variants,
        found,
    })
}

fn read(errors: &mut Errors, item: TokenStream) -> Option<(ItemEnum, Found)> {
    if let Ok(item) = syn::parse2(item.clone()) {
        return Some((item, Found::Whole));
    }
    if let Some(item) = recover::broken_enum(item.clone()) {
        return Some((item, Found::Broken));
    }
    errors.at_span(
        Span::call_site(),
        "`#[agent]` must stand on an enum of steps",
    );
    let stand_in = recover::stand_in(item.clone())?;
    Some((stand_in, Found::Other(item)))
}

/// A second `#[agent]` would make everything twice.
fn strip_agents(errors: &mut Errors, item: &mut ItemEnum) {
    let is_agent = |attr: &Attribute| {
        let last = attr.path().segments.last();
        last.is_some_and(|last| last.ident == "agent")
    };
    for attr in item.attrs.extract_if(.., |attr| is_agent(attr)) {
        errors.at(&attr.meta, "`#[agent]` must stand on an enum once");
    }
}

/// Takes our attributes off the variant and reads them.
fn variant(errors: &mut Errors, variant: &mut syn::Variant) -> WrittenVariant {
    let (marks, others) = std::mem::take(&mut variant.attrs)
        .into_iter()
        .partition::<Vec<_>, _>(is_mark);
    variant.attrs = others;
    let (prefetch, marks) = marks
        .into_iter()
        .partition::<Vec<_>, _>(|attr| attr.path().is_ident("prefetch"));
    let prefetch = prefetch::mark(errors, &prefetch);
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
        [] => held::held(errors, variant),
        [attr] => marks::marked(errors, attr, variant),
        [_, second, ..] => {
            errors.at(
                second,
                format!(
                    "variant `{}` must be one thing only: a tool, `#[ask]`, `#[sub]`, `#[done]` or `#[wait]`",
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
        prefetch,
    }
}

fn is_mark(attr: &Attribute) -> bool {
    MARKS.iter().any(|mark| attr.path().is_ident(mark))
}
