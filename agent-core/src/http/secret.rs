//! A text that is never shown.

use std::fmt;

/// A key. Neither `Debug` nor anything else prints it; there is no `Display`.
///
/// ```
/// # use agent_core::http::Secret;
/// assert_eq!(format!("{:?}", Secret::new("sk-1")), "Secret(…)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a key.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// A text that somebody else wrote without the key, if it quotes it.
    pub(super) fn scrub(&self, text: &str) -> Option<String> {
        let quotes = !self.0.is_empty() && text.contains(&self.0);
        quotes.then(|| text.replace(&self.0, "Secret(…)"))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
