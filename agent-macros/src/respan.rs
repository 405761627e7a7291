//! Moves generated tokens to where the user should look.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// The same tokens, all of them at `span`: an error about them is then shown there.
pub(crate) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| token_at(token, span))
        .collect()
}

fn token_at(token: TokenTree, span: Span) -> TokenTree {
    let mut token = match token {
        TokenTree::Group(group) => {
            Group::new(group.delimiter(), respan(group.stream(), span)).into()
        }
        other => other,
    };
    token.set_span(span);
    token
}
