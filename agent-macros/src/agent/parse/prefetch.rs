//! `#[prefetch]` and `#[prefetch(only)]`: a tool that runs before the model is asked for the first time.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Meta};

use crate::errors::Errors;

/// The mark, and where it stands.
pub(in crate::agent) struct Mark {
    pub(in crate::agent) prefetch: Prefetch,
    pub(in crate::agent) span: Span,
}

/// What the mark says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::agent) enum Prefetch {
    Also,
    Only,
}

pub(super) fn mark(errors: &mut Errors, attrs: &[Attribute]) -> Option<Mark> {
    let (first, others) = attrs.split_first()?;
    for attr in others {
        errors.at(&attr.meta, "`#[prefetch]` must stand on a variant once");
    }
    let prefetch = match &first.meta {
        Meta::Path(_) => Prefetch::Also,
        Meta::List(list) if list.parse_args::<Ident>().is_ok_and(|word| word == "only") => {
            Prefetch::Only
        }
        Meta::List(_) | Meta::NameValue(_) => {
            let message = "`#[prefetch]` must stand alone, or as `#[prefetch(only)]`\nnote: the tool is called without arguments before the model is asked; with `only` it is no step";
            errors.at(&first.meta, message);
            Prefetch::Also
        }
    };
    let span = first.path().span();
    Some(Mark { prefetch, span })
}
