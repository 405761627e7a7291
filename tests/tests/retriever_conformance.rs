//! The suite for retrievers passes ours and finds those that break the contract; what ours scores is held
//! to another BM25.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use agent_core::event::Document;
use agent_core::port::{
    Bm25, BoxFuture, EmbedError, Embedder, HnswIndex, RetrievalError, Retriever, VectorIndex,
};
use agent_core::testkit::{Dice, WordEmbedder, retriever_conformance};

#[tokio::test]
async fn words_vectors_and_graphs_keep_the_contract() {
    retriever_conformance(async |documents| Bm25::new(documents)).await;
    retriever_conformance(async |documents| {
        VectorIndex::build(WordEmbedder, documents).await.unwrap()
    })
    .await;
    retriever_conformance(async |documents| {
        HnswIndex::build(WordEmbedder, documents).await.unwrap()
    })
    .await;
}

/// What is wrong with a retriever.
#[derive(Debug, Clone, Copy)]
enum Fault {
    IgnoresLimit,
    CutsTexts,
    WorstFirst,
    ScoresAboveOne,
    Twice,
    Trims,
    ForgetsTitles,
    FindsWhatIsNotThere,
    Fails,
}

struct Faulty(Bm25, Fault);

impl Faulty {
    fn find(&self, text: &str, limit: u64) -> Result<Vec<Document>, RetrievalError> {
        let Self(index, fault) = self;
        let all = || index.search(text, u64::MAX);
        let each = |change: fn(&mut Document)| {
            let mut found = index.search(text, limit);
            found.iter_mut().for_each(change);
            found
        };
        Ok(match fault {
            Fault::IgnoresLimit => all(),
            Fault::CutsTexts => {
                let mut found = all();
                found.truncate(1);
                for found in &mut found {
                    let letters = usize::try_from(limit).unwrap_or(usize::MAX);
                    found.text = found.text.chars().take(letters).collect();
                    found.tokens = None;
                }
                found
            }
            Fault::WorstFirst => index.search(text, limit).into_iter().rev().collect(),
            Fault::ScoresAboveOne => each(|found| found.score *= 10.0),
            Fault::Twice => [index.search(text, limit / 2), index.search(text, limit / 2)].concat(),
            Fault::Trims => each(|found| found.text = found.text.trim().replace("\r\n", "\n")),
            Fault::ForgetsTitles => each(|found| found.title = None),
            Fault::FindsWhatIsNotThere if limit > 10 => vec![Document::new("x", "x").scored(1.0)],
            Fault::FindsWhatIsNotThere => Vec::new(),
            Fault::Fails if text.trim().is_empty() => {
                return Err(RetrievalError::Refused("nothing to look for".into()));
            }
            Fault::Fails => index.search(text, limit),
        })
    }
}

impl Retriever for Faulty {
    fn query<'a>(
        &'a self,
        text: &'a str,
        token_limit: u64,
    ) -> BoxFuture<'a, Result<Vec<Document>, RetrievalError>> {
        let found = self.find(text, token_limit);
        Box::pin(async { found })
    }
}

#[test]
fn each_fault_is_found() {
    for fault in [
        Fault::IgnoresLimit,
        Fault::CutsTexts,
        Fault::WorstFirst,
        Fault::ScoresAboveOne,
        Fault::Twice,
        Fault::Trims,
        Fault::ForgetsTitles,
        Fault::FindsWhatIsNotThere,
        Fault::Fails,
    ] {
        let suite = || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap();
            let make = async |documents| Faulty(Bm25::new(documents), fault);
            runtime.block_on(retriever_conformance(make));
        };
        assert!(catch_unwind(AssertUnwindSafe(suite)).is_err(), "{fault:?}");
    }
}

/// Words are what stands between spaces.
struct Spaces;

impl bm25::Tokenizer for Spaces {
    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }
}

/// Ours says how much of the query is met, so it differs by one factor a query from the plain sum.
#[test]
fn scores_are_those_of_another_bm25() {
    let mut compared = 0;
    for seed in 0..200 {
        let mut dice = Dice::new(seed);
        let mut words = |most: usize| {
            let count = 1 + dice.below(most);
            // Some words are much rarer than others.
            let words = (0..count).map(|_| format!("w{}", dice.below(40) * dice.below(40) / 40));
            words.collect::<Vec<_>>()
        };
        let texts: Vec<String> = (0..30).map(|_| words(40).join(" ")).collect();
        let query: BTreeSet<String> = words(6).into_iter().collect();
        let query = query.into_iter().collect::<Vec<_>>().join(" ");
        let named = || {
            texts
                .iter()
                .enumerate()
                .map(|(at, text)| (format!("d{at:02}"), text))
        };
        let ours = Bm25::new(named().map(|(id, text)| Document::new(id, text)));
        let ours = ours.search(&query, u64::MAX);
        let theirs = named().map(|(id, text)| bm25::Document::new(id, text));
        let theirs: bm25::SearchEngine<String, u32, _> =
            bm25::SearchEngineBuilder::with_tokenizer_and_documents(
                Spaces,
                theirs.collect::<Vec<_>>(),
            )
            .build();
        let theirs = theirs.search(&query, None);
        assert_eq!(ours.len(), theirs.len(), "seed {seed}");
        let Some(best) = theirs.first() else { continue };
        let factor = ours[0].score / f64::from(best.score);
        for their in &theirs {
            let our = ours.iter().find(|our| our.id == their.document.id).unwrap();
            let score = f64::from(their.score) * factor;
            assert!(
                (our.score - score).abs() < 0.002,
                "seed {seed}: {our:?} {score}"
            );
            compared += 1;
        }
    }
    assert!(compared > 2_000, "{compared}");
}

/// Gives one vector, however many texts there are.
#[derive(Debug)]
struct OneVector;

impl Embedder for OneVector {
    fn embed<'a>(&'a self, _: &'a [&'a str]) -> BoxFuture<'a, Result<Vec<Vec<f32>>, EmbedError>> {
        Box::pin(async { Ok(vec![vec![1.0, 0.0]]) })
    }
}

#[tokio::test]
async fn each_document_needs_a_vector() {
    let documents = ["a", "b"].map(|id| Document::new(id, id));
    let error = VectorIndex::build(OneVector, documents.clone()).await;
    let error = error.unwrap_err();
    let graph = HnswIndex::build(OneVector, documents).await.unwrap_err();
    assert_eq!(graph.to_string(), error.to_string());
    let text = "the text could not be embedded: 1 vectors came for 2 texts";
    assert_eq!(error.to_string(), text);
}
