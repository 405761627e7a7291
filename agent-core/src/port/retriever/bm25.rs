//! Documents in memory, found by their words: Okapi BM25.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{RetrievalError, Retriever, best, named};
use crate::event::Document;
use crate::port::BoxFuture;

/// How soon a word that is repeated says nothing new; and how much a long document must repeat it for the same score.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Documents that are found by their words: the rarer a word of the query and the shorter the document, the better.
///
/// A score is the share of the most that any document could have for this query, so it says by itself how relevant a
/// document is: words that no document holds count as well. Words are runs of letters and digits, in lower case, or
/// single signs of Chinese, Japanese and Korean; nothing is stemmed.
///
/// ```
/// use agent_core::event::Document;
/// use agent_core::port::Bm25;
///
/// let manual = Bm25::new([
///     Document::new("returns", "Parcels come back within 14 days."),
///     Document::new("hours", "The shop opens at nine."),
/// ]);
/// let found = manual.search("When do parcels come back?", 1_000);
/// assert_eq!(found[0].id, "returns");
/// assert_eq!(found.len(), 1);
/// ```
#[derive(Debug, Default)]
pub struct Bm25 {
    documents: Vec<Document>,
    /// Words of each document.
    lengths: Vec<f64>,
    /// Which documents hold a word, and how often.
    holders: HashMap<String, Vec<(usize, f64)>>,
    average_length: f64,
}

impl Bm25 {
    /// An index of these documents; of two with one name, the later.
    #[must_use]
    pub fn new(documents: impl IntoIterator<Item = Document>) -> Self {
        let mut index = Self::default();
        for document in named(documents) {
            index.add(document);
        }
        let total: f64 = index.lengths.iter().sum();
        index.average_length = total / float(index.documents.len().max(1));
        index
    }

    fn add(&mut self, document: Document) {
        let at = self.documents.len();
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        let title = document.title.as_deref().unwrap_or_default();
        for word in words(title).chain(words(&document.text)) {
            *counts.entry(word).or_default() += 1.0;
        }
        self.lengths.push(counts.values().sum());
        for (word, count) in counts {
            self.holders.entry(word).or_default().push((at, count));
        }
        self.documents.push(document);
    }

    /// The documents that hold a word of the query and fit into so many tokens, best first.
    #[must_use]
    pub fn search(&self, query: &str, token_limit: u64) -> Vec<Document> {
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        let mut most = 0.0;
        for word in words(query).collect::<BTreeSet<_>>() {
            let holders = self.holders.get(&word).map_or(&[][..], Vec::as_slice);
            let rarity = self.rarity(holders.len());
            most += rarity * (K1 + 1.0);
            for (at, count) in holders {
                *scores.entry(*at).or_default() += rarity * self.saturation(*at, *count);
            }
        }
        let found = scores
            .into_iter()
            .map(|(at, score)| (score / most, &self.documents[at]));
        best(found.collect(), token_limit)
    }

    /// The inverse document frequency, as Lucene has it: never below 0.
    fn rarity(&self, holders: usize) -> f64 {
        let (all, holders) = (float(self.documents.len()), float(holders));
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }

    fn saturation(&self, at: usize, count: f64) -> f64 {
        let length = self.lengths[at] / self.average_length;
        count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length))
    }
}

impl Retriever for Bm25 {
    fn query<'a>(
        &'a self,
        text: &'a str,
        token_limit: u64,
    ) -> BoxFuture<'a, Result<Vec<Document>, RetrievalError>> {
        let found = self.search(text, token_limit);
        Box::pin(async { Ok(found) })
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|letter: char| !letter.is_alphanumeric());
    let words = runs.flat_map(|run| run.split_inclusive(is_word_by_itself));
    let words = words.flat_map(|word| match word.char_indices().next_back() {
        Some((at, last)) if is_word_by_itself(last) => [&word[..at], &word[at..]],
        _ => [word, ""],
    });
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Scripts that put no space between words.
const fn is_word_by_itself(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[expect(clippy::cast_precision_loss, reason = "nobody has so many documents")]
const fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Bm25, words};
    use crate::event::Document;

    #[test]
    fn words_are_runs_of_letters_and_signs_of_scripts_without_spaces() {
        let all = |text| words(text).collect::<Vec<_>>();
        assert_eq!(
            all("Order A-1001, später!"),
            ["order", "a", "1001", "später"]
        );
        assert_eq!(all("返品は14日"), ["返", "品", "は", "14", "日"]);
        assert!(all(" .,-").is_empty());
    }

    #[test]
    fn rare_words_and_short_documents_come_first() {
        let index = Bm25::new([
            Document::new(
                "long",
                "the the the parcel and the bill and the shop and the shelf",
            ),
            Document::new("short", "the parcel"),
            Document::new("other", "the shop"),
            Document::new("other", "the shelf"), // takes the place of the one before
        ]);
        let ids = |query| {
            let found = index.search(query, 1_000);
            found.into_iter().map(|found| found.id).collect::<Vec<_>>()
        };
        assert_eq!(ids("the parcel"), ["short", "long", "other"]);
        assert_eq!(ids("shop"), ["long"]);
        assert!(ids("?").is_empty() && ids("boat").is_empty());
    }

    #[test]
    fn a_score_says_how_much_of_the_query_is_met() {
        let index = Bm25::new([
            Document::new("a", "returns within 14 days"),
            Document::new("b", "open from nine to five"),
        ]);
        let score = |query| index.search(query, 1_000)[0].score;
        assert!(score("returns within 14 days") > 0.4);
        assert!(score("returns of boats by sea") < score("returns within days"));
    }
}
