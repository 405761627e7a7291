//! Takes in what the agent that carries a call out waits for, and what it is to be told.

use super::fold::Place;
use super::settle::open;
use super::{FoldError, OpenStep, State, StepStatus};
use crate::agent::{StepSpec, Table};
use crate::event::{ApprovalAnswered, HelpAnswered, SubAnswer, SubAsk, SubAsked, SubWait, Used};

/// The agent that carries this step out, if one does.
#[must_use]
pub fn sub_of_step(table: &Table, step: &OpenStep) -> Option<&'static Table> {
    let index = table.find(&step.step, step.version)?;
    table.step(index).sub.map(|agent| agent())
}

/// The step that waits in the end, below all agents that only pass it on, and what for; `None` where this program does
/// not have it.
#[must_use]
pub fn asking<'a>(
    table: &Table,
    step: &OpenStep,
    ask: &'a SubAsk,
) -> Option<(&'static StepSpec, &'a SubAsk)> {
    let mut table = sub_of_step(table, step)?;
    let mut ask = ask;
    loop {
        let spec = table.step(table.find(&ask.step, ask.version)?);
        let SubWait::Below(below) = &ask.what else {
            return Some((spec, ask));
        };
        table = spec.sub?();
        ask = below;
    }
}

pub(super) fn asked(state: &mut State, at: &Place<'_>, fact: SubAsked) -> Result<(), FoldError> {
    let table = state.table;
    let step = open(state, at, fact.call)?;
    if sub_of_step(table, step).is_none() {
        return Err(at.impossible("no agent carries the call out"));
    }
    if !matches!(step.status, StepStatus::Running(_) | StepStatus::Told(..)) {
        return Err(at.impossible("the call was not running"));
    }
    step.status = StepStatus::Asks(Box::new(fact.ask));
    Ok(())
}

pub(super) fn helped(
    state: &mut State,
    at: &Place<'_>,
    fact: HelpAnswered,
) -> Result<(), FoldError> {
    let step = open(state, at, fact.call)?;
    let HelpAnswered { advice, by, .. } = fact;
    told(step, SubAnswer::Help { advice, by }).map_err(|reason| at.impossible(reason))
}

/// The approval must be for what waits.
pub(super) fn approved(ask: &SubAsk, hash: &str) -> Result<(), &'static str> {
    match &ask.innermost().what {
        SubWait::Approval { sha256, .. } if sha256 == hash => Ok(()),
        SubWait::Approval { .. } => Err("the approval is for other arguments"),
        SubWait::Answer
        | SubWait::Verdict { .. }
        | SubWait::Help { .. }
        | SubWait::Wake { .. }
        | SubWait::Below(_) => Err("the call does not wait for approval"),
    }
}

pub(super) fn approval(fact: ApprovalAnswered) -> SubAnswer {
    let ApprovalAnswered {
        approved,
        comment,
        by,
        ..
    } = fact;
    SubAnswer::Approval {
        approved,
        comment,
        by,
    }
}

/// Keeps what the agent is to be told, if that is what it waits for.
pub(super) fn told(step: &mut OpenStep, answer: SubAnswer) -> Result<(), &'static str> {
    let StepStatus::Asks(ask) = &step.status else {
        return Err("no agent that carries the call out waits for this");
    };
    let fits = matches!(
        (&ask.innermost().what, &answer),
        (SubWait::Answer, SubAnswer::Answer { .. })
            | (SubWait::Approval { .. }, SubAnswer::Approval { .. })
            | (SubWait::Verdict { .. }, SubAnswer::Verdict { .. })
            | (SubWait::Help { .. }, SubAnswer::Help { .. })
            | (SubWait::Wake { .. }, SubAnswer::Woke { .. })
    );
    if !fits {
        return Err("the agent that carries the call out waits for something else");
    }
    step.status = StepStatus::Told(ask.clone(), answer);
    Ok(())
}

/// What an agent used that carried a call out counts against this run's bounds.
pub(super) fn used(state: &mut State, used: Option<Used>) {
    let Some(used) = used else {
        return;
    };
    let run = &mut state.progress.run;
    run.steps = run.steps.saturating_add(used.steps);
    run.tokens = run.tokens.saturating_add(used.tokens);
    run.cost_micros = run.cost_micros.saturating_add(used.cost_micros);
}
