//! The key of a provider, which is sent in one header and shown nowhere.

use crate::secret::Secret;

/// The key; empty where somebody gave the handle of one.
pub(super) fn reveal(key: &Secret) -> &str {
    key.expose().map_or("", String::as_str)
}

/// A text that somebody else wrote without the key, if it quotes it.
pub(super) fn scrub(key: &Secret, text: &str) -> Option<String> {
    let key = reveal(key);
    let quotes = !key.is_empty() && text.contains(key);
    quotes.then(|| text.replace(key, "***"))
}
