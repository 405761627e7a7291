//! Units: the smallest runs of events that can be left out of a request without parting a call from its result.

use super::entry::{AnswerKind, Entry};
use crate::event::EventRange;

/// A run of events, what it costs, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub events: EventRange,
    /// Tokens of its entries.
    pub tokens: u64,
    /// How many entries it has.
    pub entries: usize,
    /// What all of it was for nothing.
    pub trouble: Option<Trouble>,
    /// The tools that gave a result.
    pub returned: Vec<String>,
    /// A reply of it was taken.
    pub taken: bool,
    /// Somebody wrote to the agent in it.
    pub said: bool,
}

/// What went wrong, and so what resolves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Each of these tools failed: resolved once each gave a result.
    Tools(Vec<String>),
    /// A reply was refused: resolved once a reply was taken.
    Reply,
}

/// Gathers units from events and their entries.
#[derive(Debug, Default)]
pub(super) struct Units {
    all: Vec<Unit>,
    open: Option<Unit>,
}

impl Units {
    /// Takes an event in with its entries and their tokens; `idle` if nothing is open behind it.
    pub(super) fn take_in(&mut self, seq: u64, entries: &[Entry], tokens: u64, idle: bool) {
        let unit = self.open.get_or_insert_with(|| Unit::at(seq));
        unit.events.last = seq;
        unit.tokens += tokens;
        unit.entries += entries.len();
        for entry in entries {
            unit.note(entry);
        }
        if idle && let Some(unit) = self.open.take() {
            self.close(unit);
        }
    }

    /// Events that are shown as nothing belong to the unit right before them.
    fn close(&mut self, unit: Unit) {
        if unit.tokens > 0 {
            return self.all.push(unit);
        }
        if let Some(last) = self.all.last_mut()
            && last.events.last + 1 == unit.events.first
        {
            last.events.last = unit.events.last;
        }
    }

    /// The closed ones, and the one that is still open.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Unit> {
        self.all.iter().chain(&self.open)
    }

    /// Tokens of those in which all was for nothing, and of the others.
    pub(super) fn tokens(&self) -> (u64, u64) {
        let sum = |errors| {
            let units = self
                .iter()
                .filter(move |unit| unit.trouble.is_some() == errors);
            units.map(|unit| unit.tokens).sum()
        };
        (sum(true), sum(false))
    }

    /// The one that the event belongs to.
    pub(super) fn with(&self, seq: u64) -> Option<&Unit> {
        self.iter().find(|unit| unit.events.has(seq))
    }

    /// Those whose trouble a later one resolved, in which nobody wrote anything, and of which nothing is pinned.
    pub(super) fn resolved(&self, pins: &[EventRange]) -> Vec<&Unit> {
        let mut later: Vec<&Unit> = Vec::new();
        let mut resolved = Vec::new();
        for unit in self.iter().rev() {
            if !unit.said && !unit.is_pinned(pins) && unit.is_resolved_by(&later) {
                resolved.push(unit);
            }
            later.push(unit);
        }
        resolved.reverse();
        resolved
    }
}

impl Unit {
    fn at(seq: u64) -> Self {
        Self {
            events: EventRange::one(seq),
            tokens: 0,
            entries: 0,
            trouble: None,
            returned: Vec::new(),
            taken: false,
            said: false,
        }
    }

    /// Whether something of it is always to be shown.
    pub(super) fn is_pinned(&self, pins: &[EventRange]) -> bool {
        pins.iter().any(|pinned| pinned.meets(&self.events))
    }

    fn note(&mut self, entry: &Entry) {
        match entry {
            Entry::Message(_) | Entry::Advice(_) => self.said = true,
            Entry::Documents(_) | Entry::Summary(_) | Entry::Paused(_) => {}
            Entry::Steps(_) => self.taken = true,
            Entry::Refused(..) => self.trouble = Some(Trouble::Reply),
            Entry::Answers(answers) => {
                let named = |kind| {
                    let of_kind = answers.iter().filter(move |answer| answer.kind == kind);
                    of_kind.map(|answer| answer.step.clone())
                };
                self.returned.extend(named(AnswerKind::Returned));
                if answers
                    .iter()
                    .all(|answer| answer.kind == AnswerKind::Failed)
                {
                    self.trouble = Some(Trouble::Tools(named(AnswerKind::Failed).collect()));
                }
            }
        }
    }

    fn is_resolved_by(&self, later: &[&Self]) -> bool {
        match &self.trouble {
            None => false,
            Some(Trouble::Reply) => later.iter().any(|unit| unit.taken),
            Some(Trouble::Tools(tools)) => tools
                .iter()
                .all(|tool| later.iter().any(|unit| unit.returned.contains(tool))),
        }
    }
}
