//! Documents for the model: what to look for, how much there is room for, and which of what was found is shown.
//!
//! Knows nothing of who finds them.

use super::assemble::write;
use super::entry::Entry;
use super::format::{Xml, elements};
use super::{ContextError, Estimate, Plan, Rendered, TextFormat, TokenCounter, room};
use crate::event::{
    ContextTrimmed, Document, DocumentsRetrieved, Event, Fact, FactError, ShownDocuments,
    TrimReason, View,
};
use crate::thread::Thread;

/// Tokens of documents where nothing bounds the request: what retrieval has of [`Budget::default`](super::Budget).
const UNBOUNDED: u64 = 3_000;

/// Characters of a query at most: it stands in the log once more.
const QUERY: usize = 2_000;

/// What to look for before the model is asked next: what was written since somebody last looked, as far as it is
/// words. `None` if nothing was.
///
/// # Errors
/// If an event cannot be read.
pub fn question(thread: &Thread) -> Result<Option<String>, FactError> {
    question_in(thread.events())
}

/// As [`question`], of a thread's last events.
pub(crate) fn question_in(events: &[Event]) -> Result<Option<String>, FactError> {
    let looked = |kind: &str| matches!(kind, "documents_retrieved" | "retrieval_failed");
    let new = events
        .iter()
        .rev()
        .take_while(|event| !looked(event.kind()));
    let mut texts = Vec::new();
    for event in new.filter(|event| event.kind() == "message_received") {
        if let Some(Fact::MessageReceived(message)) = Fact::read(event)? {
            texts.push(message.text);
        }
    }
    texts.reverse();
    let text = texts.join("\n");
    let query: String = text.trim().chars().take(QUERY).collect();
    Ok((!query.is_empty()).then_some(query))
}

/// Tokens that documents may have in the next request, if they are as relevant (from 0 to 1) as this: retrieval's
/// share by [`Split`](super::Split), and half of what the conversation leaves of its own; the other half is for what
/// the turn will bring. 3,000 without [`Plan::bounds`].
///
/// # Errors
/// If an event cannot be read, or a part that must be there whole does not fit.
pub fn document_room(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
    relevance: f64,
) -> Result<u64, ContextError> {
    let Some(bounds) = &plan.bounds else {
        return Ok(UNBOUNDED);
    };
    let tokens = super::measure(thread, plan, rendered)?;
    let (rest, turns) = (
        room::rest(&bounds.left(thread), &tokens)?,
        thread.state().progress().asked,
    );
    let share = room::share(bounds.budget.split, rest, relevance, turns);
    let unused = (rest - share).saturating_sub(tokens.history + tokens.errors);
    Ok(share + unused / 2)
}

/// The fact that these documents were found for a query, to be appended before the model is asked: the best of those
/// that fit, each whole or not at all, and the names of the others. They stand in the next request, and those of an
/// earlier retrieval do not any more.
///
/// # Errors
/// As [`document_room`].
pub fn retrieved(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
    query: impl Into<String>,
    found: Vec<Document>,
) -> Result<DocumentsRetrieved, ContextError> {
    let found = sorted(found);
    let room = document_room(thread, plan, rendered, relevance(&found))?;
    let costs = Costs::of(plan);
    let mut left = room.saturating_sub(costs.around);
    let (mut documents, mut left_out) = (Vec::new(), Vec::new());
    for document in found {
        let tokens = costs.one(&document);
        if tokens <= left {
            left -= tokens;
            documents.push(document);
        } else {
            left_out.push(document.id);
        }
    }
    Ok(DocumentsRetrieved {
        query: query.into(),
        documents,
        left_out,
        room,
        ms: 0,
    })
}

/// Best first, each name once, and scores from 0 to 1.
fn sorted(found: Vec<Document>) -> Vec<Document> {
    let scored = found.into_iter().map(|document| {
        let score = document.score;
        document.scored(score)
    });
    let mut found: Vec<Document> = scored.collect();
    found.sort_by(|one, other| other.score.total_cmp(&one.score));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|document| seen.insert(document.id.clone()));
    found
}

/// How relevant the best one is.
fn relevance(documents: &[Document]) -> f64 {
    let scores = documents.iter().map(|document| document.score);
    scores.fold(0.0, f64::max)
}

/// Tokens of what stands around documents in a plan's request, and between two of them.
struct Costs<'a> {
    plan: &'a Plan<'a>,
    around: u64,
    between: u64,
}

impl<'a> Costs<'a> {
    fn of(plan: &'a Plan<'a>) -> Self {
        let empty = || Document::new("", "");
        let around = count(&[], plan);
        let (one, two) = (count(&[empty()], plan), count(&[empty(), empty()], plan));
        Self {
            plan,
            around,
            between: (two + around).saturating_sub(2 * one),
        }
    }

    /// Tokens of a document among others.
    fn one(&self, document: &Document) -> u64 {
        let alone = count(std::slice::from_ref(document), self.plan);
        alone.saturating_sub(self.around) + self.between
    }
}

fn count(documents: &[Document], plan: &Plan<'_>) -> u64 {
    let (mut first, mut text) = (false, String::new());
    let entry = Entry::Documents(documents.to_vec());
    write(plan, &entry, &mut first, &mut text);
    match &plan.bounds {
        Some(bounds) => bounds.counter.count(&text),
        None => Estimate.count(&text),
    }
}

/// The documents that a request shows.
#[derive(Debug)]
pub(super) struct Shown {
    /// The event of their retrieval.
    event: u64,
    /// Names, and tokens of each.
    documents: Vec<(String, u64)>,
    /// Tokens of what stands around them.
    around: u64,
    /// How relevant the best one is.
    pub relevance: f64,
    /// Tokens of all.
    pub tokens: u64,
}

impl Shown {
    pub(super) fn new(event: u64, documents: &[Document], tokens: u64, plan: &Plan<'_>) -> Self {
        let costs = Costs::of(plan);
        let of = |document: &Document| (document.id.clone(), costs.one(document));
        Self {
            event,
            documents: documents.iter().map(of).collect(),
            around: costs.around,
            relevance: relevance(documents),
            tokens,
        }
    }

    /// The best ones that fit into so many tokens; `None` if that is all of them.
    pub(super) fn trimmed(&self, view: &View, room: u64) -> Option<ContextTrimmed> {
        let mut left = room.saturating_sub(self.around);
        let mut after = 0;
        let mut ids = Vec::new();
        for (id, tokens) in &self.documents {
            if *tokens <= left {
                left -= tokens;
                after += tokens;
                ids.push(id.clone());
            }
        }
        if ids.len() == self.documents.len() {
            return None;
        }
        let event = self.event;
        Some(ContextTrimmed {
            why: TrimReason::DocumentsLeftOut,
            view: View {
                documents: Some(ShownDocuments { event, ids }),
                ..view.clone()
            },
            before: self.tokens,
            after,
            summed_up: None,
        })
    }
}

/// Those of an event's documents that the view shows.
pub(super) fn shown(mut fact: DocumentsRetrieved, event: u64, view: &View) -> DocumentsRetrieved {
    if let Some(shown) = view.documents.as_ref().filter(|shown| shown.event == event) {
        let is_shown = |document: &Document| shown.ids.contains(&document.id);
        fact.documents.retain(is_shown);
    }
    fact
}

/// Documents as the text of one message: no text within can end it or begin another.
pub(super) fn text(entry: &Entry) -> String {
    let (mut first, mut text) = (true, String::new());
    for element in elements(entry) {
        Xml.write(&element, std::mem::replace(&mut first, false), &mut text);
    }
    text.trim_matches('\n').to_owned() + "\n"
}
