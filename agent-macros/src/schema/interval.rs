//! `1..=50`, `0.0..1.0`, `min = 1, max = 50`: the intervals inside `range(..)` and `length(..)`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Expr, ExprLit, ExprUnary, Lit, RangeLimits, Token, UnOp,
    ext::IdentExt,
    meta::ParseNestedMeta,
    parenthesized,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use crate::{errors::Errors, krate::Krate, nearest::unknown_key};

/// Which end of an interval a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Min,
    Above,
    Max,
    Below,
}

impl End {
    /// The name of the `Bound` it makes.
    pub(crate) fn bound_name(self, span: Span) -> Ident {
        let name = match self {
            Self::Min => "Minimum",
            Self::Above => "ExclusiveMinimum",
            Self::Max => "Maximum",
            Self::Below => "ExclusiveMaximum",
        };
        Ident::new(name, span)
    }

    /// Whether a value is on the right side of this end at `limit`.
    pub(crate) fn admits(self, limit: Number, value: Number) -> bool {
        let (limit, value) = (limit.float(), value.float());
        match self {
            Self::Min => value >= limit,
            Self::Above => value > limit,
            Self::Max => value <= limit,
            Self::Below => value < limit,
        }
    }

    pub(crate) fn is_lower(self) -> bool {
        matches!(self, Self::Min | Self::Above)
    }
}

/// A number as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    pub(crate) fn whole(self) -> Option<i128> {
        match self {
            Self::Integer(value) => Some(value),
            Self::Float(_) => None,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "only compares the ends of one interval"
    )]
    fn float(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    pub(crate) fn to_tokens(self, krate: &Krate) -> TokenStream {
        let limit = quote!(#krate::__private::Limit);
        match self {
            Self::Integer(value) => quote!(#limit::Integer(#value)),
            Self::Float(value) => quote!(#limit::Float(#value)),
        }
    }

    fn negated(self) -> Self {
        match self {
            Self::Integer(value) => Self::Integer(value.wrapping_neg()),
            Self::Float(value) => Self::Float(-value),
        }
    }
}

impl Parse for Number {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        number(&input.parse()?)
    }
}

/// The number that stands there.
pub(crate) fn number(expr: &Expr) -> syn::Result<Number> {
    match expr {
        // `macro_rules!` puts an invisible group around `$limit:literal`.
        Expr::Group(group) => number(&group.expr),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => number(expr).map(Number::negated),
        Expr::Lit(ExprLit {
            lit: Lit::Int(lit), ..
        }) => lit.base10_parse().map(Number::Integer),
        Expr::Lit(ExprLit {
            lit: Lit::Float(lit),
            ..
        }) => lit.base10_parse().map(Number::Float),
        _ => Err(syn::Error::new_spanned(
            expr,
            "a bound must be a number, for example `range(1..=50)`",
        )),
    }
}

/// The ends that were given.
pub(crate) struct Interval {
    ends: Vec<(End, Number)>,
    /// What the user wrote, to point at.
    written: TokenStream,
}

impl Interval {
    /// Reads the parentheses after `range` or `length`.
    pub(crate) fn parse(meta: &ParseNestedMeta) -> syn::Result<Self> {
        if !meta.input.peek(syn::token::Paren) {
            return Err(syn::Error::new(
                meta.path.span(),
                "an interval must follow in parentheses, for example `range(1..=50)`",
            ));
        }
        let content;
        parenthesized!(content in meta.input);
        if content.peek(syn::Ident) {
            return keys(&content);
        }
        let expr: Expr = content.parse()?;
        let mut inner = &expr;
        while let Expr::Group(group) = inner {
            inner = &group.expr;
        }
        let Expr::Range(range) = inner else {
            return Err(syn::Error::new_spanned(
                &expr,
                "must be an interval, for example `1..=50`",
            ));
        };
        let upper = match range.limits {
            RangeLimits::HalfOpen(_) => End::Below,
            RangeLimits::Closed(_) => End::Max,
        };
        let ends = [(End::Min, &range.start), (upper, &range.end)];
        let ends = ends
            .into_iter()
            .filter_map(|(end, value)| Some((end, value.as_deref()?)));
        let ends = ends
            .map(|(end, value)| Ok((end, number(value)?)))
            .collect::<syn::Result<_>>()?;
        Ok(Self {
            ends,
            written: expr.to_token_stream(),
        })
    }

    /// Reports an interval that holds nothing.
    pub(crate) fn checked(self, errors: &mut Errors) -> Self {
        let find = |lower| self.ends.iter().find(|(end, _)| end.is_lower() == lower);
        if let (Some((low, min)), Some((high, max))) = (find(true), find(false)) {
            let open = *low == End::Above || *high == End::Below;
            if min.float() > max.float() || (open && min.float() >= max.float()) {
                errors.at(
                    &self.written,
                    "the interval is empty\nnote: write the smaller number first",
                );
            }
        }
        self
    }

    pub(crate) fn ends(self) -> impl Iterator<Item = (End, Number)> {
        self.ends.into_iter()
    }
}

/// `min = 1, max = 50`; `above` and `below` are the open ends.
fn keys(input: ParseStream) -> syn::Result<Interval> {
    let mut ends = Vec::new();
    let written = input.fork().parse()?;
    while !input.is_empty() {
        let key = input.call(syn::Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        ends.push((end(&key)?, input.parse()?));
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(Interval { ends, written })
}

fn end(key: &Ident) -> syn::Result<End> {
    Ok(match key.to_string().as_str() {
        "min" => End::Min,
        "max" => End::Max,
        "above" => End::Above,
        "below" => End::Below,
        other => {
            return Err(syn::Error::new_spanned(
                key,
                unknown_key(other, &["min", "max", "above", "below"]),
            ));
        }
    })
}
