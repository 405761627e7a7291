//! Compaction: what leaves the window, handed over so that a summary can stand for it.
//!
//! Knows nothing of who sums up.

use super::assemble::{slice, write};
use super::entry::{Answer, AnswerKind, Entries, Entry};
use super::room::Room;
use super::{ContextError, Element, Plan, TextFormat, format};
use crate::event::{ContextTrimmed, Event, Fact, FactError, SummedUp, View};
use crate::thread::Thread;

/// How much of a conversation stays when it is compacted.
///
/// ```
/// use agent_core::context::Compaction;
/// assert_eq!(Compaction::default(), Compaction { tokens: 4_000, entries: 50 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compaction {
    /// Tokens that are aimed at: the summary, which has a quarter of them at most, and what is still shown. No more than
    /// three quarters of what the conversation may have.
    pub tokens: u64,
    /// Most of the newest entries that stay, as far as they fit: messages, steps, what came of steps.
    pub entries: usize,
}

impl Default for Compaction {
    fn default() -> Self {
        Self {
            tokens: 4_000,
            entries: 50,
        }
    }
}

/// Something that leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Past {
    /// Somebody wrote to the agent.
    Said(String),
    /// A person advised the agent, which was stuck.
    Advised(String),
    /// A step was taken.
    Step(PastStep),
    /// A reply was refused, and the model was told why.
    Refused(String),
}

/// A step that was taken, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastStep {
    /// Its name.
    pub step: String,
    /// Its arguments, as JSON text.
    pub arguments: String,
    /// What kind of answer it has.
    pub kind: AnswerKind,
    /// The answer, as the model read it.
    pub answer: String,
    call: u64,
}

impl PastStep {
    /// A step that was taken.
    #[must_use]
    pub fn new(
        step: impl Into<String>,
        arguments: impl Into<String>,
        kind: AnswerKind,
        answer: impl Into<String>,
    ) -> Self {
        Self {
            step: step.into(),
            arguments: arguments.into(),
            kind,
            answer: answer.into(),
            call: 0,
        }
    }
}

/// The oldest entries, about to leave: what a summarizer is shown.
pub struct Leaving<'a> {
    /// What leaves, oldest first.
    pub past: Vec<Past>,
    /// The same as text formats write it.
    pub elements: Vec<Element<'static>>,
    /// What stood for the entries that had left before; the new summary takes its place.
    pub former: Option<String>,
    /// Most tokens of the new summary.
    pub limit: u64,
    pub(super) plan: Plan<'a>,
}

impl Leaving<'_> {
    /// Tokens of a text as it would stand in the request, to be held against [`limit`](Self::limit).
    #[must_use]
    pub fn tokens(&self, text: &str) -> u64 {
        let none = tokens(&self.plan, &Entry::Summary(String::new()));
        tokens(&self.plan, &Entry::Summary(text.to_owned())).saturating_sub(none)
    }

    /// What leaves as one text, in which no text can pass for an element.
    #[must_use]
    pub fn text(&self, format: &dyn TextFormat) -> String {
        let mut out = String::new();
        for (at, element) in self.elements.iter().enumerate() {
            format.write(element, at == 0, &mut out);
        }
        out
    }
}

/// What the thread is to say so that the next request fits, and what it could say if there were a summary.
#[derive(Debug)]
pub struct Compacting {
    /// Without a summary.
    trimmed: ContextTrimmed,
    /// With one: what leaves, and what the thread says then.
    compacted: Option<(ContextTrimmed, Gone)>,
}

#[derive(Debug)]
struct Gone {
    past: Vec<Past>,
    elements: Vec<Element<'static>>,
    former: Option<String>,
    /// Tokens of the summary as an entry of the request.
    limit: u64,
}

impl Compacting {
    pub(super) fn of(
        thread: &Thread,
        plan: &Plan<'_>,
        view: &View,
        room: Room,
    ) -> Result<Self, ContextError> {
        let Room { trimmed, compacted } = room;
        let compacted = match compacted {
            Some((compacted, limit)) if limit > overhead(plan) => {
                let entries = leaving(thread, view, &compacted.view)?;
                let elements = entries.iter().flat_map(format::elements);
                let gone = Gone {
                    elements: elements.map(Element::into_owned).collect(),
                    past: past(entries),
                    former: view.summary.clone(),
                    limit,
                };
                (!gone.past.is_empty()).then_some((compacted, gone))
            }
            Some(_) | None => None,
        };
        Ok(Self { trimmed, compacted })
    }

    /// What leaves, for a summarizer; `None` where there is nothing to sum up.
    #[must_use]
    pub fn leaving<'a>(&self, plan: &Plan<'a>) -> Option<Leaving<'a>> {
        let (_, gone) = self.compacted.as_ref()?;
        Some(Leaving {
            past: gone.past.clone(),
            elements: gone.elements.clone(),
            former: gone.former.clone(),
            limit: gone.limit - overhead(plan),
            plan: *plan,
        })
    }

    /// What the thread says with the summary in the place of what leaves; if that is too long, without it, and why.
    #[must_use]
    pub fn with(self, summary: String, mut by: SummedUp, plan: &Plan<'_>) -> ContextTrimmed {
        let Some((mut compacted, gone)) = self.compacted else {
            return self.trimmed;
        };
        let entry = Entry::Summary(summary);
        let (need, have) = (tokens(plan, &entry), gone.limit);
        let Entry::Summary(summary) = entry else {
            return self.trimmed;
        };
        let failed = if summary.trim().is_empty() {
            "the summary is empty".to_owned()
        } else if need > have {
            format!("the summary has {need} tokens; {have} are allowed")
        } else {
            compacted.view.summary = Some(summary);
            compacted.after += need;
            compacted.summed_up = Some(Box::new(by));
            return compacted;
        };
        by.failed = Some(failed);
        let summed_up = Some(Box::new(by));
        ContextTrimmed {
            summed_up,
            ..self.trimmed
        }
    }

    /// What the thread says where there is no summary: the oldest entries go all the same.
    #[must_use]
    pub fn without(self, by: Option<SummedUp>) -> ContextTrimmed {
        ContextTrimmed {
            summed_up: by.map(Box::new),
            ..self.trimmed
        }
    }
}

/// Tokens of a summary that says nothing, and some in reserve: tokens of a whole are seldom those of its parts.
fn overhead(plan: &Plan<'_>) -> u64 {
    tokens(plan, &Entry::Summary(String::new())) + 8
}

/// Tokens of an entry as it stands in the request.
fn tokens(plan: &Plan<'_>, entry: &Entry) -> u64 {
    let mut text = String::new();
    write(plan, entry, &mut false, &mut text);
    plan.bounds.map_or(0, |bounds| bounds.counter.count(&text))
}

/// The entries that were shown and are not shown any more.
fn leaving(thread: &Thread, now: &View, then: &View) -> Result<Vec<Entry>, FactError> {
    let (mut entries, mut all) = (Entries::default(), Vec::new());
    let is_gone = |event: &&Event| shows(now, event.seq()) && !shows(then, event.seq());
    let kept = now
        .kept
        .iter()
        .flat_map(|range| slice(thread, range.first, range.last));
    let newer = slice(thread, now.from, then.from.saturating_sub(1));
    for event in kept.chain(newer).filter(is_gone) {
        if let Some(fact) = Fact::read(event)? {
            entries.take_in(fact, &mut all);
        }
    }
    Ok(all)
}

fn shows(view: &View, seq: u64) -> bool {
    let has = |ranges: &[crate::event::EventRange]| ranges.iter().any(|range| range.has(seq));
    has(&view.kept) || (seq >= view.from && !has(&view.without))
}

fn past(entries: Vec<Entry>) -> Vec<Past> {
    let mut past = Vec::new();
    for entry in entries {
        match entry {
            Entry::Message(message) => past.push(Past::Said(format::words(&message))),
            Entry::Advice(text) => past.push(Past::Advised(text)),
            Entry::Steps(shown) => past.extend(shown.steps.into_iter().map(|step| {
                let (kind, call) = (AnswerKind::Finish, step.call);
                let step = PastStep::new(step.step, step.arguments, kind, "");
                Past::Step(PastStep { call, ..step })
            })),
            Entry::Answers(answers) => answers.into_iter().for_each(|it| answer(&mut past, it)),
            Entry::Refused(_, refused) => past.push(Past::Refused(refused.feedback)),
            // Documents are found again where they are wanted.
            Entry::Documents(_) | Entry::Summary(_) | Entry::State(_) | Entry::Paused(_) => {}
        }
    }
    past
}

/// Notes the answer at its step.
fn answer(past: &mut [Past], answer: Answer) {
    let steps = past.iter_mut().rev().filter_map(|past| match past {
        Past::Step(step) => Some(step),
        Past::Said(_) | Past::Advised(_) | Past::Refused(_) => None,
    });
    for step in steps {
        if step.call == answer.call {
            (step.kind, step.answer) = (answer.kind, answer.text);
            return;
        }
    }
}
