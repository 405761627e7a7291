//! Very many documents, found by their meaning: a graph of near neighbours, kept in a file.

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use instant_distance::{Builder, HnswMap, Point, Search};
use serde::{Deserialize, Serialize};

use super::vectors::{embed, embedded};
use super::{EmbedError, Embedder, RetrievalError, Retriever, best};
use crate::event::Document;
use crate::port::BoxFuture;

/// What a file begins with; the checksum of the rest follows.
const HEAD: &str = "agent hnsw 1 ";

/// An index that cannot be kept in a file, or read from it.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The file is no index, or not whole. Build it again from the documents.
    #[error("{}: {reason}: build the index again from its documents", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Documents that are found by their meaning, as an [`Embedder`] says, in time that hardly grows with their number: a
/// hierarchical graph of near neighbours ([Malkov and Yashunin](https://arxiv.org/abs/1603.09320)).
///
/// It looks at some hundred vectors where [`VectorIndex`](super::VectorIndex) looks at all, and may miss a neighbour.
/// At most 100 documents are found. A score is the cosine between the document's vector and the query's.
///
/// ```no_run
/// # use agent_core::event::Document;
/// # use agent_core::port::{Embedder, HnswIndex};
/// # async fn f(embedder: impl Embedder + Clone, manual: Vec<Document>) -> Result<(), Box<dyn std::error::Error>> {
/// HnswIndex::build(embedder.clone(), manual).await?.save("manual.hnsw")?; // once, when the manual changes
/// let index = HnswIndex::open(embedder, "manual.hnsw")?; // at each start
/// # let _ = index;
/// # Ok(()) }
/// ```
pub struct HnswIndex<E> {
    embedder: E,
    graph: HnswMap<Direction, Document>,
    least: f64,
}

impl<E> fmt::Debug for HnswIndex<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let documents = self.graph.values.len();
        let mut debug = f.debug_struct("HnswIndex");
        debug.field("documents", &documents).finish_non_exhaustive()
    }
}

/// A vector of length 1, or 0 if it points nowhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Direction(Vec<f32>);

impl Direction {
    fn of(vector: &[f32]) -> Self {
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if length > 0.0 && length.is_finite() {
            Self(vector.iter().map(|x| x / length).collect())
        } else {
            Self(vec![0.0; vector.len()])
        }
    }
}

impl Point for Direction {
    /// 0 in the same direction, 1 if they have nothing to do with each other, 2 in the opposite one.
    fn distance(&self, other: &Self) -> f32 {
        let pairs = self.0.iter().zip(&other.0);
        1.0 - pairs.map(|(a, b)| a * b).sum::<f32>()
    }
}

impl<E: Embedder> HnswIndex<E> {
    /// An index of these documents; of two with one name, the later. All are embedded in one go, and the graph is built
    /// on all cores before this returns: seconds for a hundred thousand documents.
    ///
    /// # Errors
    /// If they cannot be embedded, or the embedder's vectors do not go together.
    pub async fn build(
        embedder: E,
        documents: impl IntoIterator<Item = Document>,
    ) -> Result<Self, EmbedError> {
        let found = embedded(&embedder, documents).await?;
        let (documents, vectors): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        of_one_length(&vectors)?;
        let directions = vectors.iter().map(|vector| Direction::of(vector)).collect();
        let graph = Builder::default().seed(0).build(directions, documents);
        let least = 0.0;
        Ok(Self {
            embedder,
            graph,
            least,
        })
    }

    /// The index of a file that [`save`](Self::save) wrote. The embedder must be the one that it was built with.
    ///
    /// # Errors
    /// If the file cannot be read, is no index, or is not whole.
    pub fn open(embedder: E, path: impl AsRef<Path>) -> Result<Self, IndexError> {
        let path = path.as_ref();
        let file = std::fs::read(path).map_err(|error| failed(path, error))?;
        let graph = whole(&file).and_then(|json| {
            serde_json::from_slice(json).map_err(|error| format!("not an index ({error})"))
        });
        let corrupt = |reason| {
            let path = path.to_owned();
            IndexError::Corrupt { path, reason }
        };
        let (graph, least) = (graph.map_err(corrupt)?, 0.0);
        Ok(Self {
            embedder,
            graph,
            least,
        })
    }

    /// Writes the index into a file, which takes the place of one that is there only once it is whole.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), IndexError> {
        let path = path.as_ref();
        let saved = serde_json::to_vec(&self.graph)
            .map_err(io::Error::other)
            .and_then(|json| write(path, &json));
        saved.map_err(|error| failed(path, error))
    }

    /// Finds nothing with a lower score; unless told otherwise, nothing with none at all.
    #[must_use]
    pub fn at_least(mut self, score: f64) -> Self {
        self.least = score;
        self
    }

    /// The documents whose vectors are near this one and that fit into so many tokens, best first; none for a vector of
    /// another length than theirs.
    #[must_use]
    pub fn nearest(&self, vector: &[f32], token_limit: u64) -> Vec<Document> {
        let length = self.graph.iter().next().map(|(_, first)| first.0.len());
        if length != Some(vector.len()) {
            return Vec::new();
        }
        let mut search = Search::default();
        let found = self.graph.search(&Direction::of(vector), &mut search);
        let scored = found.map(|found| (1.0 - f64::from(found.distance), found.value));
        let near = scored.filter(|(score, _)| *score > 0.0 && *score >= self.least);
        best(near.collect(), token_limit)
    }
}

impl<E: Embedder> Retriever for HnswIndex<E> {
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

fn of_one_length(vectors: &[Vec<f32>]) -> Result<(), EmbedError> {
    let first = vectors.first().map_or(0, Vec::len);
    match vectors.iter().find(|vector| vector.len() != first) {
        None => Ok(()),
        Some(other) => {
            let other = other.len();
            let text = format!("one vector has {first} numbers and another {other}");
            Err(EmbedError(text))
        }
    }
}

fn failed(path: &Path, error: io::Error) -> IndexError {
    let path = path.to_owned();
    IndexError::Io { path, error }
}

/// What stands behind a head that is true of it.
fn whole(file: &[u8]) -> Result<&[u8], String> {
    let rest = file.strip_prefix(HEAD.as_bytes()).ok_or("not an index")?;
    let (sum, json) = rest.split_at_checked(9).ok_or("the file is cut off")?;
    if sum == format!("{}\n", checksum(json)).as_bytes() {
        Ok(json)
    } else {
        Err("the file was cut off or changed".into())
    }
}

fn checksum(json: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(json))
}

/// Beside the file first, then in its place.
fn write(path: &Path, json: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut file = std::fs::File::create(&beside)?;
    writeln!(file, "{HEAD}{}", checksum(json))?;
    file.write_all(json)?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}
