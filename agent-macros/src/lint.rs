//! Warnings. A macro on stable has none of its own, so a finding becomes the use of an item that is
//! deprecated, with the finding as its note: at the user's token, an error under `-D warnings`.
//!
//! Owns the names of the lints, `allow(…)`, and how findings are told. The rules are those of their callers
//! and of agent-lints.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Lit, LitStr, Token};

use crate::errors::Errors;
use crate::keys::Keys;
use crate::nearest::unknown;

/// How `allow` is written.
const ALLOW: &str = "allow(many_tools, reason = \"…\")";

/// Tells of an `allow` that allows nothing; cannot be allowed itself.
const UNNEEDED: &str = "unneeded_allow";

/// One lint that `allow(…)` names.
pub(crate) struct Allow {
    lint: Ident,
    reason: String,
}

/// What a rule found.
pub(crate) struct Finding {
    pub(crate) lint: &'static str,
    pub(crate) text: String,
    /// How to do better.
    pub(crate) fix: String,
    pub(crate) span: Span,
}

/// The findings of one item, each with the reason that allows it.
pub(crate) struct Lints {
    findings: Vec<(Finding, Option<String>)>,
}

/// A piece of `allow(…)`: a lint, or the reason with its value.
struct Piece {
    word: Ident,
    value: Option<Lit>,
}

impl Parse for Piece {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.parse()?;
        let equals: Option<Token![=]> = input.parse()?;
        let value = equals.map(|_| input.parse()).transpose()?;
        Ok(Self { word, value })
    }
}

/// Takes every `allow(…)`; each needs a reason, which holds for the lints that it names.
pub(crate) fn allows(errors: &mut Errors, keys: &mut Keys) -> Vec<Allow> {
    let mut allows = Vec::new();
    for (key, pieces) in keys.take_lists::<Piece>(errors, "allow", ALLOW) {
        let before = errors.count();
        let (lints, reasons) = sorted(errors, pieces);
        if errors.count() > before {
            continue;
        }
        if lints.is_empty() {
            errors.at(
                &key,
                format!("`allow` must name a lint\nnote: write `{ALLOW}`"),
            );
        }
        let reason = reason(errors, &key, &reasons).unwrap_or_default();
        for lint in lints {
            check_name(errors, &lint, &allows);
            let reason = reason.clone();
            allows.push(Allow { lint, reason });
        }
    }
    allows
}

fn sorted(errors: &mut Errors, pieces: Vec<Piece>) -> (Vec<Ident>, Vec<LitStr>) {
    let (mut lints, mut reasons) = (Vec::new(), Vec::new());
    for Piece { word, value } in pieces {
        match (word == "reason", value) {
            (false, None) => lints.push(word),
            (true, Some(Lit::Str(text))) => reasons.push(text),
            (false, Some(_)) => errors.at(&word, unknown("key", &word.to_string(), &["reason"])),
            (true, _) => errors.at(
                &word,
                "`reason` must be a text in quotes, for example `reason = \"…\"`",
            ),
        }
    }
    (lints, reasons)
}

fn reason(errors: &mut Errors, key: &Ident, reasons: &[LitStr]) -> Option<String> {
    let [reason] = reasons else {
        let place = reasons.last().map_or(key.span(), LitStr::span);
        errors.at_span(
            place,
            format!("`allow` must give one reason\nnote: write `{ALLOW}`; lints with reasons of their own take an `allow` each"),
        );
        return None;
    };
    let text = reason.value();
    if text.trim().is_empty() {
        errors.at(
            reason,
            "`reason` must not be empty\nnote: say why the lint does not hold here",
        );
    }
    Some(text)
}

fn check_name(errors: &mut Errors, lint: &Ident, earlier: &[Allow]) {
    let name = lint.to_string();
    if !agent_lints::NAMES.contains(&&*name) {
        errors.at(lint, unknown("lint", &name, agent_lints::NAMES));
    } else if earlier.iter().any(|allow| allow.lint == *lint) {
        errors.at(lint, format!("`{name}` is allowed twice"));
    }
}

impl Lints {
    /// Joins what was found with what is allowed.
    pub(crate) fn new(findings: Vec<Finding>, allows: &[Allow]) -> Self {
        let unneeded: Vec<_> = allows
            .iter()
            .filter(|allow| findings.iter().all(|finding| allow.lint != finding.lint))
            .map(|allow| (allow.unneeded(), None))
            .collect();
        let judge = |finding: Finding| {
            let allow = allows.iter().find(|allow| allow.lint == finding.lint);
            (finding, allow.map(|allow| allow.reason.clone()))
        };
        let mut findings: Vec<_> = findings.into_iter().map(judge).collect();
        findings.extend(unneeded);
        Self { findings }
    }

    /// The warnings: an item for each finding that is not allowed.
    pub(crate) fn warnings(&self) -> TokenStream {
        let told = self.findings.iter().filter(|(_, reason)| reason.is_none());
        told.map(|(finding, _)| finding.warning()).collect()
    }

    /// All findings as const data of agent-core's type; `p` is where it is.
    pub(crate) fn data(&self, p: &TokenStream) -> TokenStream {
        let findings = self.findings.iter().map(|(finding, reason)| {
            let Finding {
                lint,
                text,
                fix,
                span,
            } = finding;
            let place = quote_spanned! {*span=>
                ::core::concat!(::core::file!(), ":", ::core::line!(), ":", ::core::column!())
            };
            let allowed = reason
                .as_ref()
                .map_or_else(|| quote!(#p::None), |reason| quote!(#p::Some(#reason)));
            quote!(#p::Finding {
                lint: #lint,
                text: #p::Borrowed(#text),
                fix: #fix,
                place: #p::Borrowed(#place),
                allowed: #allowed,
            })
        });
        quote!(&[#(#findings),*])
    }
}

impl Allow {
    fn unneeded(&self) -> Finding {
        Finding {
            lint: UNNEEDED,
            text: format!("nothing here calls for `allow({})`", self.lint),
            fix: "remove it".to_owned(),
            span: self.lint.span(),
        }
    }
}

impl Finding {
    /// A function, because its name may be written as lints are without a warning about that.
    fn warning(&self) -> TokenStream {
        let Self {
            lint,
            text,
            fix,
            span,
        } = self;
        let way_out = if *lint == UNNEEDED {
            String::new()
        } else {
            format!("; or add `allow({lint}, reason = \"…\")`")
        };
        let note = format!("{text}\nnote: {fix}{way_out}");
        let name = Ident::new(lint, *span);
        quote_spanned! {*span=>
            const _: () = {
                #[deprecated(note = #note)]
                const fn #name() {}
                #name()
            };
        }
    }
}
