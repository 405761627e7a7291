//! The suite for retrievers passes ours and finds those that break the contract; what BM25 finds is held to another one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use agent_core::event::Document;
use agent_core::port::{Bm25, BoxFuture, RetrievalError, Retriever, VectorIndex};
use agent_core::testkit::{WordEmbedder, retriever_conformance};

#[tokio::test]
async fn words_and_vectors_keep_the_contract() {
    retriever_conformance(async |documents| Bm25::new(documents)).await;
    retriever_conformance(async |documents| {
        VectorIndex::build(WordEmbedder, documents).await.unwrap()
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
                found.iter_mut().for_each(|found| {
                    let letters = usize::try_from(limit).unwrap_or(usize::MAX);
                    found.text = found.text.chars().take(letters).collect();
                    found.tokens = None;
                });
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
