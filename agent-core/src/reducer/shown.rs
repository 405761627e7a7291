//! Takes what the model is shown of the thread into the state. Knows nothing of how it is written.

use super::State;
use crate::event::{ContextTrimmed, EventRange};

/// The model is shown less, and what summed up the rest is paid for.
pub(super) fn trimmed(state: &mut State, fact: ContextTrimmed) {
    let progress = &mut state.progress;
    progress.view = Some(Box::new(fact.view));
    if let Some(summed_up) = fact.summed_up {
        let (usage, cost) = (&summed_up.usage, summed_up.cost_micros);
        progress.usage.add(usage);
        progress.run.tokens = progress.run.tokens.saturating_add(usage.total());
        progress.cost_micros = progress.cost_micros.saturating_add(cost);
        progress.run.cost_micros = progress.run.cost_micros.saturating_add(cost);
    }
}

/// The model is always shown these events, also where it is not shown them now.
pub(super) fn pinned(state: &mut State, events: EventRange) {
    let progress = &mut state.progress;
    if !progress.pinned.contains(&events) {
        progress.pinned.push(events);
    }
    if let Some(view) = &mut progress.view {
        view.keep(events);
    }
}
