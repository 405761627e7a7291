//! Limits on values: `range(1..=50)`, `length(1..=200)`, `pattern = "…"`, `format = "email"`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{LitStr, Type, meta::ParseNestedMeta, spanned::Spanned};

use super::{
    class::{Class, class},
    interval::{End, Interval, Number},
};
use crate::{errors::Errors, krate::Krate, respan::respan};

pub(crate) const KEYS: &[&str] = &["range", "min", "max", "length", "pattern", "format"];

/// The limits that stand on one field, parameter or newtype, in the order of their writing.
#[derive(Default)]
pub(crate) struct Bounds {
    list: Vec<Bound>,
    /// Emit a const check, because the macro could not see what the type is.
    unseen: bool,
}

struct Bound {
    key: String,
    span: Span,
    limit: Limit,
}

enum Limit {
    Number(End, Number),
    Length(End, usize),
    Pattern(String),
    Format(String),
}

/// Reads one key; the caller knows that it is one of ours.
pub(crate) fn key(
    errors: &mut Errors,
    bounds: &mut Bounds,
    key: &str,
    meta: &ParseNestedMeta,
) -> syn::Result<()> {
    let span = meta.path.span();
    let mut add = |limit| {
        bounds.list.push(Bound {
            key: key.to_owned(),
            span,
            limit,
        });
    };
    match key {
        "range" => {
            for (end, number) in Interval::parse(meta)?.checked(errors).ends() {
                add(Limit::Number(end, number));
            }
        }
        "length" => {
            for (end, number) in Interval::parse(meta)?.checked(errors).ends() {
                add(length(end, number, span)?);
            }
        }
        "min" => add(Limit::Number(End::Min, meta.value()?.parse()?)),
        "max" => add(Limit::Number(End::Max, meta.value()?.parse()?)),
        "format" => add(Limit::Format(meta.value()?.parse::<LitStr>()?.value())),
        _ => add(Limit::Pattern(pattern(errors, &meta.value()?.parse()?))),
    }
    Ok(())
}

fn length(end: End, number: Number, span: Span) -> syn::Result<Limit> {
    let whole = number.whole().and_then(|count| match end {
        End::Min | End::Max => usize::try_from(count).ok(),
        End::Above => usize::try_from(count.checked_add(1)?).ok(),
        End::Below => usize::try_from(count.checked_sub(1)?).ok(),
    });
    let end = if matches!(end, End::Min | End::Above) {
        End::Min
    } else {
        End::Max
    };
    whole.map(|count| Limit::Length(end, count)).ok_or_else(|| {
        syn::Error::new(
            span,
            "`length` must be given in whole numbers from 0, for example `length(1..=200)`",
        )
    })
}

fn pattern(errors: &mut Errors, text: &LitStr) -> String {
    if let Err(error) = regex_lite::Regex::new(&text.value()) {
        errors.at(
            text,
            format!("`pattern` must be a regular expression: {error}"),
        );
    }
    text.value()
}

impl Bounds {
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Reports each bound that cannot apply to `ty`, where the type's name tells what it is.
    pub(crate) fn check(&mut self, errors: &mut Errors, ty: &Type) {
        let class = class(ty);
        for bound in &self.list {
            if !bound.fits(class) {
                errors.at_span(bound.span, bound.misfit(ty));
            }
        }
        self.unseen = class == Class::Unknown || class == Class::Number;
    }

    /// Reports every bound: nothing here could be bounded.
    pub(crate) fn refuse(&self, errors: &mut Errors, why: &str) {
        for bound in &self.list {
            errors.at_span(bound.span, format!("`{}` {why}", bound.key));
        }
    }

    /// The texts of the bounds, for the hash.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.list.iter().map(Bound::text)
    }

    /// Expands to: `&[Bound::Minimum(Limit::Integer(1)), ..]`
    pub(crate) fn to_tokens(&self, krate: &Krate) -> TokenStream {
        let list = self.list.iter().map(|bound| bound.to_tokens(krate));
        quote!(&[#(#list),*])
    }

    /// Expands to one const check a bound, which complains at its key:
    /// `const _: () = check_bound(<T as Schema>::SHAPE, Bound::Minimum(..));`
    ///
    /// `shape` stands where its own errors belong. Only for types that mention no generic parameter:
    /// a free const cannot name one.
    pub(crate) fn const_checks(&self, shape: &TokenStream, krate: &Krate) -> TokenStream {
        if !self.unseen {
            return TokenStream::new();
        }
        let checks = self.list.iter().map(|bound| {
            let (tokens, key) = (bound.to_tokens(krate), &bound.key);
            let check = respan(quote!(#krate::__private::check_bound), bound.span);
            quote_spanned! {bound.span=>
                const _: () = #check(#shape, &#tokens, #key);
            }
        });
        checks.collect()
    }
}

impl Bound {
    fn fits(&self, class: Class) -> bool {
        match (&self.limit, class) {
            (_, Class::Unknown)
            | (Limit::Number(..), Class::Number)
            | (Limit::Length(..), Class::Text | Class::List)
            | (Limit::Pattern(_) | Limit::Format(_), Class::Text) => true,
            (_, Class::Number | Class::Text | Class::List | Class::Other) => false,
        }
    }

    fn misfit(&self, ty: &Type) -> String {
        let (right, hint) = match self.limit {
            Limit::Number(..) => (
                "a number",
                "`length(..)` limits the characters of a text or the items of a list",
            ),
            Limit::Length(..) => ("a text, a list or a map", "`range(..)` limits a number"),
            Limit::Pattern(_) | Limit::Format(_) => {
                ("a text", "`range(..)` limits a number, `length(..)` a list")
            }
        };
        let ty = quote!(#ty).to_string().replace(' ', "");
        format!(
            "`{}` must stand on {right}, and this is a `{ty}`\nnote: {hint}",
            self.key
        )
    }

    fn to_tokens(&self, krate: &Krate) -> TokenStream {
        let bound = quote!(#krate::__private::Bound);
        match &self.limit {
            Limit::Number(end, number) => {
                let (name, number) = (end.bound_name(self.span), number.to_tokens(krate));
                quote!(#bound::#name(#number))
            }
            Limit::Length(End::Min | End::Above, count) => quote!(#bound::MinLength(#count)),
            Limit::Length(End::Max | End::Below, count) => quote!(#bound::MaxLength(#count)),
            Limit::Pattern(text) => quote!(#bound::Pattern(#text)),
            Limit::Format(text) => quote!(#bound::Format(#text)),
        }
    }

    fn text(&self) -> String {
        match &self.limit {
            Limit::Number(end, number) => format!("{end:?} {number:?}"),
            Limit::Length(end, count) => format!("length {end:?} {count}"),
            Limit::Pattern(text) => format!("pattern {text}"),
            Limit::Format(text) => format!("format {text}"),
        }
    }
}
