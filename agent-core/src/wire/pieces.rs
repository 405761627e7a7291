//! Cutting an answer into pieces, for the stand-ins that stream it.

/// Characters of a piece: about as many as a token has.
const PIECE: usize = 4;

/// A text in pieces of a few characters; none where it is empty.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut left = text.chars().peekable();
    std::iter::from_fn(move || {
        left.peek()?;
        Some(left.by_ref().take(PIECE).collect())
    })
}
