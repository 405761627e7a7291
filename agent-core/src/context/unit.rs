//! Units: the smallest runs of events that can be left out of a request without parting a call from its result.

use std::collections::{BTreeSet, HashMap};

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

/// Gathers units from events and their entries. What is asked of them each turn is kept up as they close, so that a
/// turn costs the same in a long thread as in a short one.
#[derive(Debug, Default)]
pub(super) struct Units {
    all: Vec<Unit>,
    open: Option<Unit>,
    /// Of the closed ones, tokens of those in which all was for nothing, and of the others.
    sums: (u64, u64),
    waiting: Waiting,
}

/// Closed units in which all was for nothing, by their places among all.
#[derive(Debug, Default)]
struct Waiting {
    /// The units that wait for a result of each tool.
    tools: HashMap<String, Vec<usize>>,
    /// How many tools each of them waits for.
    left: HashMap<usize, usize>,
    /// Those that wait for a reply that is taken.
    replies: Vec<usize>,
    /// Those that need not wait any more, and their tokens.
    resolved: BTreeSet<usize>,
    tokens: u64,
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
            *sum_of(&mut self.sums, &unit) += unit.tokens;
            self.waiting.resolve_by(&unit, &self.all);
            if !unit.said {
                self.waiting.wait(&unit, self.all.len());
            }
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
        let mut sums = self.sums;
        if let Some(open) = &self.open {
            *sum_of(&mut sums, open) += open.tokens;
        }
        sums
    }

    /// The one that the event belongs to.
    pub(super) fn with(&self, seq: u64) -> Option<&Unit> {
        self.iter().find(|unit| unit.events.has(seq))
    }

    /// Those whose trouble a later one resolved, in which nobody wrote anything, and of which nothing is pinned.
    pub(super) fn resolved(&self, pins: &[EventRange]) -> Vec<&Unit> {
        let mut resolved = self.waiting.resolved.clone();
        resolved.extend(self.by_open());
        let pinned = self.pinned(pins);
        let resolved = resolved.difference(&pinned);
        resolved.filter_map(|at| self.all.get(*at)).collect()
    }

    /// Tokens of [`resolved`](Self::resolved).
    pub(super) fn freed(&self, pins: &[EventRange]) -> u64 {
        let by_open = self.by_open();
        let tokens = |at: &usize| self.all.get(*at).map_or(0, |unit| unit.tokens);
        let of_open: u64 = by_open.iter().map(tokens).sum();
        let pinned = self.pinned(pins);
        let is_resolved = |at: &&usize| self.waiting.resolved.contains(at) || by_open.contains(at);
        let kept: u64 = pinned.iter().filter(is_resolved).map(tokens).sum();
        self.waiting.tokens + of_open - kept
    }

    /// The closed ones that the open one resolves.
    fn by_open(&self) -> BTreeSet<usize> {
        let open = self.open.as_ref();
        open.map_or_else(BTreeSet::new, |open| {
            self.waiting.resolved_by(open, &self.all)
        })
    }

    /// The closed ones of which something is always to be shown.
    fn pinned(&self, pins: &[EventRange]) -> BTreeSet<usize> {
        let met = |pin: &EventRange| {
            let first = self
                .all
                .partition_point(|unit| unit.events.last < pin.first);
            let end = self
                .all
                .partition_point(|unit| unit.events.first <= pin.last);
            first..end
        };
        pins.iter().flat_map(met).collect()
    }
}

/// The sum that a unit belongs to.
const fn sum_of<'s>((errors, others): &'s mut (u64, u64), unit: &Unit) -> &'s mut u64 {
    if unit.trouble.is_some() {
        errors
    } else {
        others
    }
}

impl Waiting {
    /// Takes in a unit that closes at a place.
    fn wait(&mut self, unit: &Unit, at: usize) {
        match &unit.trouble {
            None => {}
            Some(Trouble::Reply) => self.replies.push(at),
            Some(Trouble::Tools(tools)) => {
                let tools: BTreeSet<&String> = tools.iter().collect();
                self.left.insert(at, tools.len());
                for tool in tools {
                    self.tools.entry(tool.clone()).or_default().push(at);
                }
            }
        }
    }

    /// What a unit that closes brings to an end.
    fn resolve_by(&mut self, unit: &Unit, all: &[Unit]) {
        let mut resolved = Vec::new();
        for tool in &unit.returned {
            for at in self.tools.remove(tool).unwrap_or_default() {
                if let Some(left) = self.left.get_mut(&at) {
                    *left -= 1;
                    if *left == 0 {
                        self.left.remove(&at);
                        resolved.push(at);
                    }
                }
            }
        }
        if unit.taken {
            resolved.append(&mut self.replies);
        }
        for at in resolved {
            self.tokens += all.get(at).map_or(0, |unit| unit.tokens);
            self.resolved.insert(at);
        }
    }

    /// What a unit would bring to an end if it closed now.
    fn resolved_by(&self, unit: &Unit, all: &[Unit]) -> BTreeSet<usize> {
        let tools: BTreeSet<&String> = unit.returned.iter().collect();
        let mut ended: HashMap<usize, usize> = HashMap::new();
        for at in tools
            .into_iter()
            .filter_map(|tool| self.tools.get(tool))
            .flatten()
        {
            *ended.entry(*at).or_default() += 1;
        }
        let ended = ended
            .into_iter()
            .filter(|(at, count)| self.left.get(at) == Some(count));
        let replies = self.replies.iter().copied().filter(|_| unit.taken);
        ended
            .map(|(at, _)| at)
            .chain(replies)
            .filter(|at| *at < all.len())
            .collect()
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
            Entry::Documents(_) | Entry::Summary(_) | Entry::State(_) | Entry::Paused(_) => {}
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
}
