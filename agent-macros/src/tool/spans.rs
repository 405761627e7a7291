//! Puts generated tokens where rustc should point.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

/// The first and the last token's span: on stable, joining them is left to rustc.
pub(crate) fn ends(node: &impl ToTokens) -> (Span, Span) {
    let mut spans = node.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// `<ty as __p::Trait>::item`, which rustc underlines as `ty` where the trait is missing.
pub(crate) fn projection(
    ty: &impl ToTokens,
    place: &impl ToTokens,
    of: &str,
    item: &str,
) -> TokenStream {
    let (first, last) = ends(place);
    let of = Ident::new(of, first);
    let item = Ident::new(item, last);
    quote_spanned!(first=> <#ty as __p::#of>::#item)
}

/// The first token, at any depth, that `is` says yes to.
pub(crate) fn find(node: &impl ToTokens, is: &impl Fn(&TokenTree) -> bool) -> Option<TokenTree> {
    node.to_token_stream()
        .into_iter()
        .find_map(|token| match &token {
            TokenTree::Group(group) => find(&group.stream(), is),
            _ => is(&token).then_some(token),
        })
}

/// Whether the token is this word.
pub(crate) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}
