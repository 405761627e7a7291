//! Making room: what of a thread the model is shown from now on, so that the next request fits.
//!
//! Windows slide and errors drop out in batches, so that most requests begin with the bytes of the one before.

use std::collections::HashSet;

use super::budget::{Budget, Split};
use super::compaction::Compaction;
use super::retrieval::Shown;
use super::unit::{Unit, Units};
use crate::event::{
    BudgetExceeded, ContextTrimmed, EventRange, Part, PartTokens, TrimReason, View,
};

/// A thread's request as the view is now.
pub(super) struct Now<'a> {
    pub view: &'a View,
    pub units: &'a Units,
    /// What is always shown.
    pub pins: &'a [EventRange],
    pub documents: Option<&'a Shown>,
    /// Tokens by part.
    pub tokens: PartTokens,
    /// Tokens of what stands for the events that are not shown.
    pub summary: u64,
    /// How often the model was asked.
    pub turns: u64,
}

/// A way of making room.
pub(super) struct Room {
    pub trimmed: ContextTrimmed,
    /// The same with place for a summary of what goes, and most tokens of that; nothing, unless the oldest entries go.
    pub compacted: Option<(ContextTrimmed, u64)>,
}

impl From<ContextTrimmed> for Room {
    fn from(trimmed: ContextTrimmed) -> Self {
        Self {
            trimmed,
            compacted: None,
        }
    }
}

/// What must change before the next request, if anything.
///
/// # Errors
/// If a part does not fit, whatever is left out.
pub(super) fn make_room(
    budget: &Budget,
    now: &Now<'_>,
    compaction: Option<&Compaction>,
) -> Result<Option<Room>, BudgetExceeded> {
    let (view, tokens) = (now.view, &now.tokens);
    let rest = rest(budget, tokens)?;
    let have = rest.saturating_sub(tokens.retrieval);
    let conversation = tokens.history + tokens.errors;
    let freed = now.units.freed(now.pins);
    let after = conversation.saturating_sub(freed);
    if freed > 0 && after <= have && (conversation > have || freed >= have / 8) {
        let view = without(view, &now.units.resolved(now.pins));
        let trimmed = trimmed(TrimReason::ErrorsResolved, view, conversation, after);
        return Ok(Some(trimmed.into()));
    }
    if conversation + tokens.retrieval <= rest {
        return Ok(None);
    }
    let fewer = |room| now.documents.and_then(|shown| shown.trimmed(view, room));
    let relevance = now.documents.map_or(0.0, |shown| shown.relevance);
    let share = share(budget.split, rest, relevance, now.turns);
    if tokens.retrieval > share
        && let Some(trimmed) = fewer(share)
    {
        return Ok(Some(trimmed.into()));
    }
    let sliding = Sliding::new(now, have);
    match sliding.slide() {
        Ok(trimmed) => {
            let compacted = compaction.and_then(|compaction| sliding.compact(compaction));
            Ok(Some(Room { trimmed, compacted }))
        }
        // What cannot be left out comes before documents.
        Err(exceeded) => fewer(rest.saturating_sub(exceeded.need))
            .map(|trimmed| Some(trimmed.into()))
            .ok_or(exceeded),
    }
}

/// Tokens that retrieval has of what it shares with history.
pub(super) fn share(split: Split, rest: u64, relevance: f64, turns: u64) -> u64 {
    rest.saturating_mul(u64::from(split.hundredths(relevance, turns))) / 100
}

/// Tokens that retrieval and history share. What the parts before them do not use flows over to them.
///
/// # Errors
/// If one of those does not fit.
pub(super) fn rest(budget: &Budget, tokens: &PartTokens) -> Result<u64, BudgetExceeded> {
    let others = PartTokens {
        retrieval: 0,
        ..*tokens
    };
    room(budget, &others)
}

/// Whether the request fits as it is.
///
/// # Errors
/// If it does not.
pub(super) fn check(budget: &Budget, tokens: &PartTokens) -> Result<(), BudgetExceeded> {
    let (have, need) = (room(budget, tokens)?, tokens.history + tokens.errors);
    let part = Part::History;
    if need > have {
        Err(BudgetExceeded { part, need, have })
    } else {
        Ok(())
    }
}

/// Tokens that the conversation may have. What the parts before it do not use flows over.
fn room(budget: &Budget, tokens: &PartTokens) -> Result<u64, BudgetExceeded> {
    let mut rest = budget.total;
    for (part, need, aside) in [
        (Part::Output, budget.output, rest),
        (Part::System, tokens.system, budget.system),
        (Part::Tools, tokens.tools, budget.tools),
        (Part::State, tokens.state, rest),
        (Part::Retrieval, tokens.retrieval, rest),
    ] {
        let have = aside.min(rest);
        if need > have {
            return Err(BudgetExceeded { part, need, have });
        }
        rest -= need;
    }
    Ok(rest)
}

/// Leaving the oldest units out.
struct Sliding<'a> {
    now: &'a Now<'a>,
    resolved: Vec<&'a Unit>,
    /// What is always shown.
    kept: Vec<&'a Unit>,
    /// Tokens that the conversation may have.
    have: u64,
}

/// The newest units that stay, and tokens of these and of what is always kept.
struct Window<'a> {
    units: Vec<&'a Unit>,
    tokens: u64,
}

impl<'a> Sliding<'a> {
    fn new(now: &'a Now<'a>, have: u64) -> Self {
        Self {
            now,
            resolved: now.units.resolved(now.pins),
            kept: kept(now),
            have,
        }
    }

    /// Down to half of the room: the next slide is far away then. What stood for older ones still does, if it fits.
    fn slide(&self) -> Result<ContextTrimmed, BudgetExceeded> {
        let former = self.now.summary;
        let mut window = self.window((self.have / 2).saturating_sub(former), usize::MAX);
        let stays = window.tokens + former <= self.have;
        if stays {
            window.tokens += former;
        }
        if window.tokens > self.have {
            return Err(BudgetExceeded {
                part: Part::History,
                need: window.tokens,
                have: self.have,
            });
        }
        let mut trimmed = self.trimmed(TrimReason::Slid, &window);
        if stays {
            trimmed.view.summary.clone_from(&self.now.view.summary);
        }
        Ok(trimmed)
    }

    /// So that a quarter of what is aimed at is left for a summary. It is no more than that: then what is said later is
    /// what fills the room, and so there is something to leave out each time.
    fn compact(&self, compaction: &Compaction) -> Option<(ContextTrimmed, u64)> {
        let aim = compaction.tokens.min(self.have / 4 * 3);
        let window = self.window(aim - aim / 4, compaction.entries);
        let left = self.have.checked_sub(window.tokens)?;
        Some((
            self.trimmed(TrimReason::Compacted, &window),
            left.min(aim / 4),
        ))
    }

    /// As many of the newest units as fit beside what is always kept; the very newest in any case.
    fn window(&self, most: u64, entries: usize) -> Window<'_> {
        let (kept, resolved) = (ranges(&self.kept), ranges(&self.resolved));
        let mut window = Window {
            units: Vec::new(),
            tokens: self.kept.iter().map(|unit| unit.tokens).sum(),
        };
        let mut count = 0;
        let newest = self.now.units.iter().rev();
        for unit in newest.take_while(|unit| unit.events.first >= self.now.view.from) {
            if resolved.contains(&unit.events) {
                continue;
            }
            let is_kept = kept.contains(&unit.events);
            let cost = if is_kept { 0 } else { unit.tokens };
            count += unit.entries;
            let fits = window.tokens + cost <= most && count <= entries;
            if !fits && !window.units.is_empty() {
                break;
            }
            window.units.push(unit);
            window.tokens += cost;
        }
        window
    }

    fn trimmed(&self, why: TrimReason, window: &Window<'_>) -> ContextTrimmed {
        let view = self.now.view;
        let from = window
            .units
            .last()
            .map_or(view.from, |unit| unit.events.first);
        let kept = self.kept.iter().map(|unit| unit.events);
        let gone = self.resolved.iter().map(|unit| &unit.events);
        let view = View {
            kept: kept.filter(|events| events.first < from).collect(),
            summary: None,
            from,
            without: gone
                .chain(&view.without)
                .filter(|range| range.first > from)
                .copied()
                .collect(),
            documents: view.documents.clone(),
        };
        let tokens = &self.now.tokens;
        trimmed(why, view, tokens.history + tokens.errors, window.tokens)
    }
}

/// What is always shown: the first thing that somebody wrote is the goal, the last one is what is asked now, and what is
/// pinned.
fn kept<'a>(now: &Now<'a>) -> Vec<&'a Unit> {
    let units = now.units;
    let mut said = units.iter().filter(|unit| unit.said);
    let goal = said.next().map(|unit| unit.events);
    let newest = said.next_back().map(|unit| unit.events);
    let is_kept = |unit: &&Unit| {
        let events = Some(unit.events);
        events == goal || events == newest || unit.is_pinned(now.pins)
    };
    units.iter().filter(is_kept).collect()
}

fn ranges(units: &[&Unit]) -> HashSet<EventRange> {
    units.iter().map(|unit| unit.events).collect()
}

fn without(view: &View, resolved: &[&Unit]) -> View {
    let mut view = view.clone();
    let gone = ranges(resolved);
    view.kept.retain(|range| !gone.contains(range));
    let inside = resolved
        .iter()
        .filter(|unit| unit.events.first >= view.from);
    view.without.extend(inside.map(|unit| unit.events));
    view
}

fn trimmed(why: TrimReason, view: View, before: u64, after: u64) -> ContextTrimmed {
    ContextTrimmed {
        why,
        view,
        before,
        after,
        summed_up: None,
    }
}
