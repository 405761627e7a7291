//! Gates: whether a person must approve a call, and what exactly they approve.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use super::{OpenStep, State};
use crate::agent::{DecodeError, StepKind, Table};
use crate::contract::Gate;
use crate::event::{CallGated, Does};
use crate::hex::hex;

/// SHA-256 of tool, version and canonical arguments, in hexadecimal. An approval is bound to it.
#[must_use]
pub fn approval_hash(tool: &str, version: u32, arguments: &str) -> String {
    let mut hash = Sha256::new();
    // The length keeps `a` + `1…` apart from `a1` + `…`.
    hash.update(tool.len().to_le_bytes());
    hash.update(tool);
    hash.update(version.to_le_bytes());
    hash.update(arguments);
    hex(&hash.finalize())
}

/// Asks a call's gate. The answer becomes an event, so the predicate is never asked again.
///
/// Fails closed: a predicate that panics or cannot read its arguments means that a person is asked.
///
/// # Errors
/// If the call is not open.
pub fn look_at_gate(state: &State, call: u64) -> Result<CallGated, DecodeError> {
    let step = state
        .open_step(call)
        .ok_or_else(|| DecodeError::new(format!("call {call}"), "it is not open"))?;
    let (ask, reason) = answer(state, step);
    Ok(CallGated {
        call,
        ask,
        sha256: approval_hash(&step.step, step.version, &step.arguments),
        reason,
    })
}

fn answer(state: &State, step: &OpenStep) -> (bool, Option<String>) {
    match step.does {
        Does::Call {
            gate: Gate::Open, ..
        }
        | Does::Ask
        | Does::Wait { .. }
        | Does::Finish => (false, None),
        Does::Call {
            gate: Gate::Always, ..
        } => (true, None),
        Does::Call {
            gate: Gate::AskIf, ..
        } => predicate(state, step),
    }
}

fn predicate(state: &State, step: &OpenStep) -> (bool, Option<String>) {
    let Some(index) = with_predicate(state.table, step) else {
        let reason = "this program has no predicate for the tool any more";
        return (true, Some(String::from(reason)));
    };
    let asked = catch_unwind(AssertUnwindSafe(|| {
        (state.table.ask_if)(index, &step.arguments)
    }));
    match asked {
        Ok(Ok(ask)) => (ask, None),
        Ok(Err(error)) => (true, Some(error.to_string())),
        Err(_) => (true, Some(String::from("the predicate panicked"))),
    }
}

/// The step's number, if its tool still has the predicate that the thread was started with.
fn with_predicate(table: &Table, step: &OpenStep) -> Option<usize> {
    let index = table.find(&step.step, step.version)?;
    let asks = match &table.step(index).kind {
        StepKind::Tool(contract) => contract.gate == Gate::AskIf,
        StepKind::Ask(_) | StepKind::Done | StepKind::Wait(_) => false,
    };
    asks.then_some(index)
}
