//! What was written: the attribute's keys and, variant by variant, what each claims to be.
//!
//! Knows the syntax only; whether the claims hold is for `check` and for rustc.

mod args;
mod held;
mod marks;

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Ident, ItemEnum, LitStr, Meta, Type};

pub(super) use args::AgentArgs;

use crate::errors::Errors;

/// An `#[agent]` enum as it was written, stripped of our attributes.
pub(super) struct Written {
    pub(super) args: AgentArgs,
    pub(super) item: ItemEnum,
    pub(super) variants: Vec<WrittenVariant>,
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
    let args = args::args(errors, attr);
    let variants = item.variants.iter_mut();
    let variants = variants.map(|variant| self::variant(errors, variant));
    let variants = variants.collect();
    Some(Written {
        args,
        item,
        variants,
    })
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
        [] => held::held(errors, variant),
        [attr] => marks::marked(errors, attr, variant),
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
