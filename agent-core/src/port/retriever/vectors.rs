//! Documents in memory, found by their meaning: the nearest vectors.

use super::{RetrievalError, Retriever, best, named};
use crate::event::Document;
use crate::port::BoxFuture;

/// Texts that could not be embedded.
#[derive(Debug, thiserror::Error)]
#[error("the text could not be embedded: {0}")]
pub struct EmbedError(pub String);

/// Says where texts stand among all meanings: texts that mean the same have vectors that point the same way. May be a
/// provider's model or a small one in the program.
pub trait Embedder: Send + Sync {
    /// A vector for each text, all of one length.
    ///
    /// # Errors
    /// If there are none.
    fn embed<'a>(
        &'a self,
        texts: &'a [&'a str],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>>;
}

/// Documents that are found by their meaning, as an [`Embedder`] says. A score is the cosine between the document's
/// vector and the query's, at least 0. Every vector is looked at: good for some ten thousand documents.
#[derive(Debug)]
pub struct VectorIndex<E> {
    embedder: E,
    documents: Vec<(Document, Vec<f32>)>,
    least: f64,
}

impl<E: Embedder> VectorIndex<E> {
    /// An index of these documents; of two with one name, the later. All are embedded in one go.
    ///
    /// # Errors
    /// If they cannot be embedded, or the embedder gave another number of vectors.
    pub async fn build(
        embedder: E,
        documents: impl IntoIterator<Item = Document>,
    ) -> Result<Self, EmbedError> {
        let documents = embedded(&embedder, documents).await?;
        Ok(Self {
            embedder,
            documents,
            least: 0.0,
        })
    }

    /// Finds nothing with a lower score; unless told otherwise, nothing with none at all.
    #[must_use]
    pub fn at_least(mut self, score: f64) -> Self {
        self.least = score;
        self
    }

    /// The documents whose vectors are near this one and that fit into so many tokens, best first.
    #[must_use]
    pub fn nearest(&self, vector: &[f32], token_limit: u64) -> Vec<Document> {
        let scored = self.documents.iter();
        let scored = scored.map(|(document, own)| (cosine(own, vector), document));
        let near = scored.filter(|(score, _)| *score > 0.0 && *score >= self.least);
        best(near.collect(), token_limit)
    }
}

impl<E: Embedder> Retriever for VectorIndex<E> {
    fn query<'a>(
        &'a self,
        text: &'a str,
        token_limit: u64,
    ) -> BoxFuture<'a, Result<Vec<Document>, RetrievalError>> {
        Box::pin(async move {
            let vectors = embed(&self.embedder, &[text]).await?;
            Ok(self.nearest(&vectors[0], token_limit))
        })
    }
}

/// Documents with their vectors; of two with one name, the later.
pub(super) async fn embedded(
    embedder: &impl Embedder,
    documents: impl IntoIterator<Item = Document>,
) -> Result<Vec<(Document, Vec<f32>)>, EmbedError> {
    let documents: Vec<Document> = named(documents).collect();
    let texts: Vec<String> = documents.iter().map(text).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let vectors = embed(embedder, &texts).await?;
    Ok(documents.into_iter().zip(vectors).collect())
}

/// As many vectors as texts.
pub(super) async fn embed(
    embedder: &impl Embedder,
    texts: &[&str],
) -> Result<Vec<Vec<f32>>, EmbedError> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let vectors = embedder.embed(texts).await?;
    if vectors.len() == texts.len() {
        Ok(vectors)
    } else {
        let (vectors, texts) = (vectors.len(), texts.len());
        Err(EmbedError(format!(
            "{vectors} vectors came for {texts} texts"
        )))
    }
}

fn text(document: &Document) -> String {
    let title = document.title.as_deref().unwrap_or_default();
    format!("{title}\n{}", document.text).trim().to_owned()
}

/// From -1 to 1; 0 where one points nowhere, or their lengths differ.
fn cosine(one: &[f32], other: &[f32]) -> f64 {
    if one.len() != other.len() {
        return 0.0;
    }
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        let pairs = a.iter().zip(b);
        pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    };
    let lengths = (dot(one, one) * dot(other, other)).sqrt();
    if lengths > 0.0 {
        dot(one, other) / lengths
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::cosine;

    #[test]
    fn the_cosine_of_vectors() {
        let near = |a: &[f32], b: &[f32], cos: f64| (cosine(a, b) - cos).abs() < 1e-6;
        assert!(near(&[3.0, 4.0], &[6.0, 8.0], 1.0));
        assert!(near(&[1.0, 0.0], &[0.0, 1.0], 0.0));
        assert!(near(&[1.0, 1.0], &[1.0, 0.0], 0.5_f64.sqrt()));
        assert!(near(&[1.0], &[-2.0], -1.0));
        assert!(near(&[0.0], &[1.0], 0.0));
        assert!(near(&[1.0, 2.0], &[1.0], 0.0));
    }
}
