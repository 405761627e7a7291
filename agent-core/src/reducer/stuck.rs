//! Takes in that the agent got stuck, and how a person helped.

use super::fold::{Place, failed};
use super::{FoldError, Phase, State, Troubles, legal};
use crate::agent::{ModelFailure, ModelFailureKind, WhenStuck};
use crate::event::{GotStuck, HelpAnswered, StopReason, StuckWhy};

pub(super) fn got_stuck(
    state: &mut State,
    at: &Place<'_>,
    fact: GotStuck,
) -> Result<(), FoldError> {
    at.check(legal::asking(state))?;
    match fact.then {
        // The counts stay until somebody has helped: the person is shown the errors.
        WhenStuck::AskPerson => {
            state.progress.stuck = Some(fact.why);
            // A program that advises by itself must reach a bound, however patient it is.
            state.progress.run.steps += 1;
        }
        WhenStuck::Fallback => {
            let failure = ModelFailure {
                kind: ModelFailureKind::Stuck,
                message: fact.why.to_string(),
            };
            failed(state, at, failure)?;
            start_anew(state);
        }
        WhenStuck::Stop => stop(state, fact.why),
    }
    Ok(())
}

pub(super) fn help_answered(
    state: &mut State,
    at: &Place<'_>,
    fact: &HelpAnswered,
) -> Result<(), FoldError> {
    let Some(why) = state.progress.stuck.take() else {
        return Err(at.impossible("no help is awaited"));
    };
    match fact.advice {
        Some(_) => start_anew(state),
        None => stop(state, why),
    }
    Ok(())
}

/// The next message sets the thread going again.
fn stop(state: &mut State, why: StuckWhy) {
    state.progress.phase = Phase::Paused;
    state.progress.stopped = Some(StopReason::Stuck(why));
    start_anew(state);
}

fn start_anew(state: &mut State) {
    state.progress.troubles = Troubles::default();
    state.progress.bad_replies = 0;
}
