//! No fact may hold the value of a secret: where a shape keeps one, a handle that the thread knows must stand.
//!
//! Knows nothing of values and of who keeps them.

use std::collections::BTreeMap;

use super::fold::Place;
use super::{FoldError, KeptSecret, OpenStep, State, StepStatus, asking};
use crate::agent::{DecodeError, StepKind, Table, keys_to};
use crate::event::{SecretKept, Started};
use crate::schema::ShapeRef;
use crate::secret::{Handle, first_place, places};

/// What the model is told of its own call, and the log of any other fact.
const WRONG: &str =
    "must be the handle of a secret as it was read (`secret:…`), not the value and no other text";

type Known = BTreeMap<Handle, KeptSecret>;

/// A handle names one secret for good.
pub(super) fn kept(state: &mut State, at: &Place<'_>, fact: SecretKept) -> Result<(), FoldError> {
    let progress = &mut state.progress;
    keep(&mut progress.secrets, &progress.thread, fact).map_err(|reason| at.impossible(reason))
}

fn keep(known: &mut Known, thread: &str, fact: SecretKept) -> Result<(), &'static str> {
    if known.contains_key(&fact.handle) {
        return Err("the handle names another secret already");
    }
    let secret = KeptSecret {
        thread: fact.thread.unwrap_or_else(|| thread.to_owned()),
        kept: fact.kept,
    };
    known.insert(fact.handle, secret);
    Ok(())
}

/// The secrets that a thread begins with stand in its first event.
pub(super) fn started(state: &State, at: &Place<'_>, fact: &Started) -> Result<Known, FoldError> {
    let mut known = Known::new();
    for secret in &fact.secrets {
        keep(&mut known, &fact.thread, secret.clone()).map_err(|reason| at.impossible(reason))?;
    }
    let shape = state.table.secrets().state;
    checked(&known, at, shape, &fact.state, || "state".into())?;
    Ok(known)
}

pub(super) fn arguments(
    state: &State,
    at: &Place<'_>,
    index: usize,
    text: &str,
) -> Result<(), FoldError> {
    let shape = state.table.secrets().arguments(index);
    let what = || format!("arguments of step `{}`", state.table.step(index).name);
    checked(&state.progress.secrets, at, shape, text, what)
}

pub(super) fn answer(
    state: &State,
    at: &Place<'_>,
    index: usize,
    text: &str,
) -> Result<(), FoldError> {
    let shape = state.table.secrets().answer(index);
    let what = || format!("answer of step `{}`", state.table.step(index).name);
    checked(&state.progress.secrets, at, shape, text, what)
}

/// The shape of what a step waits for from a person, if it keeps secrets: its own, or that of the agent that carries it
/// out.
pub(crate) fn asked_shape(table: &Table, step: &OpenStep) -> Option<ShapeRef> {
    let StepStatus::Asks(ask) = &step.status else {
        let index = table.find(&step.step, step.version)?;
        return table.secrets().answer(index);
    };
    match &asking(table, step, ask)?.0.kind {
        StepKind::Ask(question) => Some(question.answer).filter(|it| first_place(*it).is_some()),
        StepKind::Tool(_) | StepKind::Done | StepKind::Wait(_) => None,
    }
}

/// What the agent that carries a call out is told by a person.
pub(super) fn told(state: &State, at: &Place<'_>, call: u64, text: &str) -> Result<(), FoldError> {
    let step = state.open_step(call);
    let shape = step.and_then(|step| asked_shape(state.table, step));
    let what = || "answer to an agent below".to_owned();
    checked(&state.progress.secrets, at, shape, text, what)
}

fn checked(
    known: &Known,
    at: &Place<'_>,
    shape: Option<ShapeRef>,
    text: &str,
    what: impl Fn() -> String,
) -> Result<(), FoldError> {
    let Some(shape) = shape else { return Ok(()) };
    let refused = |reason: String| at.decode(DecodeError::new(what(), reason));
    match wrong(known, shape, text).map_err(&refused)? {
        None => Ok(()),
        Some(reason) => Err(refused(reason)),
    }
}

/// What is wrong with the handles in a text, if anything is. The value is not repeated.
///
/// # Errors
/// If the text does not fit the shape.
pub(super) fn wrong(known: &Known, shape: ShapeRef, text: &str) -> Result<Option<String>, String> {
    let places = places(text, shape).map_err(|mismatch| mismatch.to_string())?;
    let bad = places.iter().find(|place| {
        let handle = place.handle(text);
        handle.is_none_or(|handle| !known.contains_key(&handle))
    });
    Ok(bad.map(|place| {
        let keys = keys_to(text, place.range.end);
        format!("`{}` {WRONG}", keys.join("."))
    }))
}
