//! Tokens as `OpenAI`'s models count them, by the crate `tiktoken-rs`.

use std::fmt;

use tiktoken_rs::{CoreBPE, cl100k_base_singleton, o200k_base_singleton};

use super::TokenCounter;

/// A tokenizer with its vocabulary. Marks of the provider's own, such as `<|endoftext|>`, are counted as the text that
/// they are.
///
/// ```
/// use agent_core::context::{Tiktoken, TokenCounter};
/// assert_eq!(Tiktoken::o200k().count("The quick brown fox jumps over the lazy dog."), 10);
/// ```
#[derive(Clone, Copy)]
pub struct Tiktoken {
    name: &'static str,
    vocabulary: &'static CoreBPE,
}

impl Tiktoken {
    /// The vocabulary of the models from 2024 on: `o200k_base`.
    #[must_use]
    pub fn o200k() -> Self {
        Self {
            name: "o200k_base",
            vocabulary: o200k_base_singleton(),
        }
    }

    /// The vocabulary before it: `cl100k_base`.
    #[must_use]
    pub fn cl100k() -> Self {
        Self {
            name: "cl100k_base",
            vocabulary: cl100k_base_singleton(),
        }
    }
}

impl TokenCounter for Tiktoken {
    fn name(&self) -> &'static str {
        self.name
    }

    fn count(&self, text: &str) -> u64 {
        self.vocabulary.count_ordinary(text) as u64
    }
}

impl fmt::Debug for Tiktoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tiktoken")
    }
}
