//! Limits on values: `range(1..=50)`, `length(1..=200)`, `pattern = "…"`, `format = "email"`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{LitStr, Type, meta::ParseNestedMeta, spanned::Spanned};

use super::{
    class::{Class, class},
    interval::{End, Interval, Number, number},
};
use crate::{errors::Errors, krate::Krate, nearest::nearest, respan::respan};

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
        "format" => add(Limit::Format(format_name(errors, &text(key, meta)?))),
        _ => add(Limit::Pattern(pattern(errors, &text(key, meta)?))),
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

/// The text after `=`.
fn text(key: &str, meta: &ParseNestedMeta) -> syn::Result<LitStr> {
    let example = if key == "format" {
        "format = \"email\""
    } else {
        "pattern = \"^[A-Z]{2}$\""
    };
    let refuse = |error: syn::Error| {
        let message = format!("`{key}` must be a text\nnote: write `{example}`");
        syn::Error::new(error.span(), message)
    };
    meta.value()
        .and_then(syn::parse::ParseBuffer::parse)
        .map_err(refuse)
}

/// The formats of JSON Schema. Others may be meant, a slip of the pen is not.
const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

fn format_name(errors: &mut Errors, text: &LitStr) -> String {
    let name = text.value();
    let slip = nearest(&name, FORMATS).filter(|known| *known != name);
    if let Some(known) = slip.filter(|_| !FORMATS.contains(&name.as_str())) {
        errors.at(
            text,
            format!("`format` must be one that is known\nnote: did you mean `{known}`?"),
        );
    }
    name
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
        self.check_each_once(errors);
        let class = class(ty);
        for bound in &self.list {
            if !bound.fits(class) {
                errors.at_span(bound.span, bound.misfit(ty));
            }
        }
        self.unseen = class == Class::Unknown || class == Class::Number;
    }

    /// Reports what is said twice, and two limits between which nothing is.
    fn check_each_once(&self, errors: &mut Errors) {
        for (at, bound) in self.list.iter().enumerate() {
            let before = &self.list[..at];
            if let Some(other) = before.iter().find(|other| other.side() == bound.side()) {
                errors.at_span(bound.span, bound.doubled(other));
            } else if before.iter().any(|other| other.excludes(bound)) {
                errors.at_span(bound.span, format!("`{}` must leave a value: every number is out of one bound or the other\nnote: write `range(1..=50)`, the smaller number first", bound.key));
            }
        }
    }

    /// Reports a default, written as a number, that the bounds refuse.
    pub(crate) fn check_default(&self, errors: &mut Errors, default: &syn::Expr) {
        let Ok(value) = number(default) else { return };
        let out = |bound: &&Bound| matches!(bound.limit, Limit::Number(end, limit) if !end.admits(limit, value));
        if let Some(bound) = self.list.iter().find(out) {
            errors.at(default, format!("`default` must be within its own bounds, and `{}` refuses it\nnote: a call without the argument runs with this value", bound.key));
        }
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
    /// What is limited, from which side: it can be said once.
    fn side(&self) -> (&'static str, bool) {
        match self.limit {
            Limit::Number(end, _) => ("number", end.is_lower()),
            Limit::Length(end, _) => ("length", end.is_lower()),
            Limit::Pattern(_) => ("pattern", true),
            Limit::Format(_) => ("format", true),
        }
    }

    fn doubled(&self, other: &Self) -> String {
        if self.key == other.key {
            format!(
                "`{}` must be written once\nnote: remove one of them",
                self.key
            )
        } else {
            format!(
                "`{}` must not stand beside `{}`, which limits the same end\nnote: remove one of them",
                self.key, other.key
            )
        }
    }

    /// Two ends of one interval, from different keys, with nothing between them.
    fn excludes(&self, other: &Self) -> bool {
        let (Limit::Number(end, number), Limit::Number(_, value)) = (&self.limit, &other.limit)
        else {
            return false;
        };
        self.key != other.key && !end.admits(*number, *value)
    }

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
