//! Collects every error of one macro invocation, so that all are reported at once.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The errors found so far. `check_*` functions report here and return `Option<T>`.
///
/// Like serde's `Ctxt`, dropping it without asking for the result is a bug of ours.
#[derive(Default)]
pub(crate) struct Errors {
    all: Vec<syn::Error>,
    /// Something is wrong that rustc reports by itself.
    said_by_rustc: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Reports `message` under the tokens of `node`.
    pub(crate) fn at(&mut self, node: impl ToTokens, message: impl std::fmt::Display) {
        self.all.push(syn::Error::new_spanned(node, message));
    }

    /// Reports `message` at one span.
    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.all.push(syn::Error::new(span, message));
    }

    /// Takes over an error of syn's parser.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.all.push(error);
    }

    /// The value, or `None` with the error noted.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Something is wrong that rustc reports by itself: a second message would only repeat it.
    pub(crate) fn said_by_rustc(&mut self) {
        self.said_by_rustc = true;
    }

    /// How many were found.
    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty() && !self.said_by_rustc
    }

    /// The `compile_error!` tokens of everything that was reported; empty when nothing was.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.all.iter().map(syn::Error::to_compile_error).collect()
    }
}
