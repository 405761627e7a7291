//! The port to a retriever: it finds documents for a query. Two live in memory: by words, and by meaning.

mod bm25;
mod vectors;

pub use bm25::Bm25;
pub use vectors::{EmbedError, Embedder, VectorIndex};

use super::BoxFuture;
use crate::context::{Estimate, TokenCounter};
use crate::event::Document;

/// Documents that could not be looked for.
#[derive(Debug, thiserror::Error)]
pub enum RetrievalError {
    /// Whoever keeps the documents does not answer: try later.
    #[error("the documents cannot be reached: {0}")]
    Unavailable(String),
    /// The query is nothing that can be looked for.
    #[error("the query was refused: {0}")]
    Refused(String),
    /// The query could not be embedded.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// No answer came in time.
    #[error("no documents came in {ms} ms")]
    Late {
        /// How long was waited, in milliseconds.
        ms: u64,
    },
}

/// Finds documents that may help with a query.
///
/// What it finds becomes an event, so nothing is looked for twice. Documents are data: they are written so that no text
/// in them passes for anything else. `testkit::retriever_conformance` holds an implementation to what is said here.
///
/// ```
/// use agent_core::event::Document;
/// use agent_core::port::{BoxFuture, RetrievalError, Retriever, fitting};
///
/// /// A manual, in which a page is found by its title.
/// struct Manual(Vec<Document>);
///
/// impl Retriever for Manual {
///     fn query<'a>(
///         &'a self,
///         text: &'a str,
///         token_limit: u64,
///     ) -> BoxFuture<'a, Result<Vec<Document>, RetrievalError>> {
///         let asked = |page: &&Document| page.title.as_ref().is_some_and(|title| text.contains(title));
///         let found = self.0.iter().filter(asked).map(|page| page.clone().scored(1.0));
///         let found = fitting(found.collect(), token_limit);
///         Box::pin(async { Ok(found) })
///     }
/// }
/// # let _ = Manual;
/// // `Runner::new(model, deps).retriever(Manual(pages))`
/// ```
pub trait Retriever: Send + Sync {
    /// The documents that fit into so many tokens, best first, each whole, with scores from 0 to 1. Nothing is no error.
    ///
    /// # Errors
    /// If the documents cannot be looked for: the run goes on without.
    fn query<'a>(
        &'a self,
        text: &'a str,
        token_limit: u64,
    ) -> BoxFuture<'a, Result<Vec<Document>, RetrievalError>>;
}

impl<R: Retriever + ?Sized> Retriever for std::sync::Arc<R> {
    fn query<'a>(
        &'a self,
        text: &'a str,
        token_limit: u64,
    ) -> BoxFuture<'a, Result<Vec<Document>, RetrievalError>> {
        (**self).query(text, token_limit)
    }
}

/// Best first, those that fit into so many tokens: what does not is left out whole, and a shorter one behind it may
/// still fit. Equally good ones are in the order of their names. Tokens that nobody has counted are estimated.
#[must_use]
pub fn fitting(mut documents: Vec<Document>, token_limit: u64) -> Vec<Document> {
    documents.sort_by(|one, other| {
        let better = other.score.total_cmp(&one.score);
        better.then_with(|| one.id.cmp(&other.id))
    });
    let mut left = token_limit;
    documents.retain_mut(|document| {
        let text = &document.text;
        let tokens = *document.tokens.get_or_insert_with(|| Estimate.count(text));
        let fits = tokens <= left;
        left -= if fits { tokens } else { 0 };
        fits
    });
    documents
}
