//! The graph of near neighbours finds what a look at every vector finds, and its file says when it is not whole.

use std::path::Path;

use agent_core::event::Document;
use agent_core::port::{BoxFuture, EmbedError, Embedder, HnswIndex, IndexError, VectorIndex};
use agent_core::testkit::Dice;

/// A text is a seed, and its vector is random by it: about half of all point elsewhere.
#[derive(Debug, Clone, Copy)]
struct Seeded;

impl Embedder for Seeded {
    fn embed<'a>(
        &'a self,
        texts: &'a [&'a str],
    ) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        let vectors = texts.iter().map(|text| vector(text.parse().unwrap()));
        let vectors = vectors.collect();
        Box::pin(async { Ok(vectors) })
    }
}

fn vector(seed: u64) -> Vec<f32> {
    let mut dice = Dice::new(seed);
    let mut number = || f32::from(u16::try_from(dice.below(2_001)).unwrap()) / 1_000.0 - 1.0;
    (0..12).map(|_| number()).collect()
}

fn documents(count: u64) -> impl Iterator<Item = Document> {
    (0..count).map(|seed| Document::new(format!("d{seed}"), seed.to_string()))
}

#[tokio::test]
async fn it_finds_what_a_look_at_every_vector_finds() {
    let exact = VectorIndex::build(Seeded, documents(600)).await.unwrap();
    let graph = HnswIndex::build(Seeded, documents(600)).await.unwrap();
    let (mut all, mut found) = (0, 0);
    for query in 10_000..10_060 {
        let query = vector(query);
        let near = graph.nearest(&query, 20);
        for document in exact.nearest(&query, 20) {
            all += 1;
            let same = near.iter().find(|near| near.id == document.id);
            let close = |near: &Document| (near.score - document.score).abs() < 1e-5;
            found += usize::from(same.is_some_and(close));
        }
    }
    assert!(all > 1_000, "{all}");
    assert!(found * 100 >= all * 95, "{found} of {all}");
}

#[tokio::test]
async fn a_file_brings_it_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("manual.hnsw");
    let built = HnswIndex::build(Seeded, documents(500)).await.unwrap();
    built.save(&path).unwrap();
    built.save(&path).unwrap(); // takes the other's place
    let opened = HnswIndex::open(Seeded, &path).unwrap();
    for query in 0..50 {
        let query = vector(query);
        assert_eq!(opened.nearest(&query, 100), built.nearest(&query, 100));
    }
    assert!(opened.nearest(&[1.0], 100).is_empty());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("manual.hnsw");
    let index = HnswIndex::build(Seeded, documents(100)).await.unwrap();
    index.save(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let mut dice = Dice::new(1);
    for _ in 0..200 {
        let mut file = whole.clone();
        if dice.one_in(2) {
            file.truncate(dice.below(whole.len()));
        } else {
            let at = dice.below(whole.len());
            file[at] ^= 1 << dice.below(8);
        }
        std::fs::write(&path, &file).unwrap();
        let error = HnswIndex::open(Seeded, &path).unwrap_err();
        assert!(matches!(error, IndexError::Corrupt { .. }), "{error}");
        assert!(error.to_string().contains("manual.hnsw: "), "{error}");
    }
    let missing = HnswIndex::open(Seeded, Path::new("nowhere/at.all")).unwrap_err();
    assert!(
        missing.to_string().starts_with("nowhere/at.all: "),
        "{missing}"
    );
    let unwritten = index.save("nowhere/at.all").unwrap_err();
    assert!(
        unwritten.to_string().starts_with("nowhere/at.all: "),
        "{unwritten}"
    );
}
