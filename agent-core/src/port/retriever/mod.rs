//! The port to a retriever: it finds documents for a query. Two live in memory: by words, and by meaning;
//! one is for very many documents and lives in a file.

mod bm25;
#[cfg(feature = "hnsw")]
mod hnsw;
mod vectors;

pub use bm25::Bm25;
#[cfg(feature = "hnsw")]
pub use hnsw::{HnswIndex, IndexError};
pub use vectors::{EmbedError, Embedder, VectorIndex};

use std::collections::BTreeMap;

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
///         let found = fitting(&found.collect::<Vec<_>>(), token_limit);
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
/// still fit. Equally good ones are in the order of their names. Tokens that nobody has counted are estimated, and
/// scores are brought between 0 and 1.
#[must_use]
pub fn fitting(documents: &[Document], token_limit: u64) -> Vec<Document> {
    let score = |document: &Document| Some(document.score).filter(|score| !score.is_nan());
    let found = documents
        .iter()
        .map(|document| (score(document).unwrap_or(0.0), document));
    best(found.collect(), token_limit)
}

/// As [`fitting`], with the scores beside the documents: only what fits is copied.
fn best(mut found: Vec<(f64, &Document)>, token_limit: u64) -> Vec<Document> {
    found.sort_by(|(one, first), (other, second)| {
        let better = other.total_cmp(one);
        better.then_with(|| first.id.cmp(&second.id))
    });
    let mut left = token_limit;
    let mut fitting = Vec::new();
    for (score, document) in found {
        let tokens = tokens(document);
        if tokens <= left {
            left -= tokens;
            let document = document.clone().scored(score);
            fitting.push(Document {
                tokens: Some(tokens),
                ..document
            });
        }
    }
    fitting
}

fn tokens(document: &Document) -> u64 {
    document
        .tokens
        .unwrap_or_else(|| Estimate.count(&document.text))
}

/// By their names; of two with one name, the later. Their tokens are counted once.
fn named(documents: impl IntoIterator<Item = Document>) -> impl Iterator<Item = Document> {
    let counted = documents.into_iter().map(|document| Document {
        tokens: Some(tokens(&document)),
        ..document
    });
    let named = counted.map(|document| (document.id.clone(), document));
    named.collect::<BTreeMap<_, _>>().into_values()
}

#[cfg(test)]
mod tests {
    use super::fitting;
    use crate::event::Document;

    #[test]
    fn what_does_not_fit_is_left_out_whole() {
        let document = |id, score, tokens| Document {
            score,
            tokens: Some(tokens),
            ..Document::new(id, "text")
        };
        let all = [
            document("c", 0.5, 10),
            document("b", 0.5, 10),
            document("large", 7.0, 100),
            document("odd", f64::NAN, 10),
            document("a", 0.9, 10),
        ];
        let ids = |limit| {
            let found = fitting(&all, limit);
            let ids = found.iter().map(|found| found.id.clone());
            ids.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(ids(200), "large a b c odd");
        assert_eq!(ids(110), "large a");
        assert_eq!(ids(99), "a b c odd");
        assert_eq!(ids(25), "a b");
        assert_eq!(ids(9), "");
        assert_eq!(fitting(&all, 100)[0].score.to_bits(), 1.0_f64.to_bits());
    }
}
