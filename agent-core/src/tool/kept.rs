//! Results that are kept outside of what the model is shown. Knows nothing of threads.

use std::sync::Arc;

/// The results of a thread that are kept outside of what the model is shown, by their handles.
///
/// ```
/// use agent_core::tool::KeptResults;
/// let kept = KeptResults::new([("result_7".to_owned(), "a long text".to_owned())], 64);
/// assert_eq!(kept.get("result_7"), Some("a long text"));
/// assert_eq!(kept.handles().collect::<Vec<_>>(), ["result_7"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct KeptResults {
    all: Arc<[(String, String)]>,
    page: usize,
}

impl KeptResults {
    /// These results, of which a tool should give no more than that many bytes at once.
    #[must_use]
    pub fn new(all: impl IntoIterator<Item = (String, String)>, page_bytes: usize) -> Self {
        Self {
            all: all.into_iter().collect(),
            page: page_bytes,
        }
    }

    /// A result as the model would have read it whole: text without its quotes, anything else as JSON.
    #[must_use]
    pub fn get(&self, handle: &str) -> Option<&str> {
        let (_, text) = self.all.iter().find(|(known, _)| known == handle)?;
        Some(text)
    }

    /// The handles, oldest first.
    pub fn handles(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(handle, _)| handle.as_str())
    }

    /// Bytes of a result that are given at once.
    #[must_use]
    pub const fn page_bytes(&self) -> usize {
        self.page
    }
}
