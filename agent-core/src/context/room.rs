//! Making room: what of a thread the model is shown from now on, so that the next request fits.
//!
//! Windows slide and errors drop out in batches, so that most requests begin with the bytes of the one before.

use super::budget::{Bounds, Split};
use super::retrieval::Shown;
use super::unit::{Unit, Units};
use crate::event::{
    BudgetExceeded, ContextTrimmed, EventRange, Part, PartTokens, TrimReason, View,
};

/// A thread's request as the view is now.
pub(super) struct Now<'a> {
    pub view: &'a View,
    pub units: &'a Units,
    pub documents: Option<&'a Shown>,
    /// Tokens by part.
    pub tokens: &'a PartTokens,
    /// How often the model was asked.
    pub turns: u64,
}

/// What must change before the next request, if anything.
///
/// # Errors
/// If a part does not fit, whatever is left out.
pub(super) fn make_room(
    bounds: &Bounds<'_>,
    now: &Now<'_>,
) -> Result<Option<ContextTrimmed>, BudgetExceeded> {
    let (view, tokens) = (now.view, now.tokens);
    let rest = rest(bounds, tokens)?;
    let have = rest.saturating_sub(tokens.retrieval);
    let conversation = tokens.history + tokens.errors;
    let resolved = now.units.resolved();
    let freed: u64 = resolved.iter().map(|unit| unit.tokens).sum();
    let after = conversation.saturating_sub(freed);
    if freed > 0 && after <= have && (conversation > have || freed >= have / 8) {
        let view = without(view, &resolved);
        return Ok(Some(trimmed(
            TrimReason::ErrorsResolved,
            view,
            conversation,
            after,
        )));
    }
    if conversation + tokens.retrieval <= rest {
        return Ok(None);
    }
    let fewer = |room| now.documents.and_then(|shown| shown.trimmed(view, room));
    let relevance = now.documents.map_or(0.0, |shown| shown.relevance);
    let share = share(bounds.budget.split, rest, relevance, now.turns);
    if tokens.retrieval > share
        && let Some(trimmed) = fewer(share)
    {
        return Ok(Some(trimmed));
    }
    slide(view, now.units, &resolved, have, conversation)
        // What cannot be left out comes before documents.
        .or_else(|exceeded| fewer(rest.saturating_sub(exceeded.need)).ok_or(exceeded))
        .map(Some)
}

/// Tokens that retrieval has of what it shares with history.
pub(super) fn share(split: Split, rest: u64, relevance: f64, turns: u64) -> u64 {
    rest.saturating_mul(u64::from(split.hundredths(relevance, turns))) / 100
}

/// Tokens that retrieval and history share. What the parts before them do not use flows over to them.
///
/// # Errors
/// If one of those does not fit.
pub(super) fn rest(bounds: &Bounds<'_>, tokens: &PartTokens) -> Result<u64, BudgetExceeded> {
    let others = PartTokens {
        retrieval: 0,
        ..*tokens
    };
    room(bounds, &others)
}

/// Whether the request fits as it is.
///
/// # Errors
/// If it does not.
pub(super) fn check(bounds: &Bounds<'_>, tokens: &PartTokens) -> Result<(), BudgetExceeded> {
    let (have, need) = (room(bounds, tokens)?, tokens.history + tokens.errors);
    let part = Part::History;
    if need > have {
        Err(BudgetExceeded { part, need, have })
    } else {
        Ok(())
    }
}

/// Tokens that the conversation may have. What the parts before it do not use flows over.
fn room(bounds: &Bounds<'_>, tokens: &PartTokens) -> Result<u64, BudgetExceeded> {
    let budget = bounds.budget;
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

/// Leaves the oldest units out, down to half of the room: the next slide is far away then.
fn slide(
    view: &View,
    units: &Units,
    resolved: &[&Unit],
    have: u64,
    before: u64,
) -> Result<ContextTrimmed, BudgetExceeded> {
    let kept = kept(units);
    let pinned: u64 = kept.iter().map(|unit| unit.tokens).sum();
    let gone = |unit: &Unit| resolved.iter().any(|gone| gone.events == unit.events);
    let mut window: Vec<&Unit> = Vec::new();
    let mut tokens = pinned;
    for unit in units.iter().rev().filter(|unit| !gone(unit)) {
        let is_kept = kept.iter().any(|kept| kept.events == unit.events);
        let cost = if is_kept { 0 } else { unit.tokens };
        let fits = tokens + cost <= have / 2;
        if !fits && !window.is_empty() {
            break;
        }
        window.push(unit);
        tokens += cost;
    }
    if tokens > have {
        let (part, need) = (Part::History, tokens);
        return Err(BudgetExceeded { part, need, have });
    }
    let from = window.last().map_or(view.from, |unit| unit.events.first);
    let older = kept.iter().filter(|unit| unit.events.first < from);
    let newer = resolved
        .iter()
        .map(|unit| &unit.events)
        .chain(&view.without);
    let view = View {
        kept: older.map(|unit| unit.events).collect(),
        summary: None,
        from,
        without: newer.filter(|range| range.first > from).copied().collect(),
        documents: view.documents.clone(),
    };
    Ok(trimmed(TrimReason::Slid, view, before, tokens))
}

/// What is always shown: the first thing that somebody wrote is the goal, and the last one is what is asked now.
fn kept(units: &Units) -> Vec<&Unit> {
    let mut said = units.iter().filter(|unit| unit.said);
    said.next().into_iter().chain(said.next_back()).collect()
}

fn without(view: &View, resolved: &[&Unit]) -> View {
    let mut view = view.clone();
    let gone = |range: &EventRange| resolved.iter().any(|unit| unit.events == *range);
    view.kept.retain(|range| !gone(range));
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
    }
}
