//! What to do next.

use crate::event::{LimitReached, Time};

/// Something that the state asks for. Effects are values: asking twice gives the same, and performing one
/// appends the fact that takes it off the list.
#[must_use = "an effect does nothing until somebody performs it"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Send the context to the model.
    AskModel,
    /// Read the model's reply as steps. Pure: see [`read_reply`](super::read_reply).
    ReadReply,
    /// Ask the flow what follows the batch. Pure: see [`decide`](super::decide).
    AskFlow,
    /// Find out whether a person must approve a call. Pure: see [`look_at_gate`](super::look_at_gate).
    LookAtGate {
        /// The call.
        call: u64,
    },
    /// Ask a person to approve a call.
    AskApproval {
        /// The call.
        call: u64,
    },
    /// Run a call.
    RunCall {
        /// The call.
        call: u64,
        /// 1 for the first.
        attempt: u32,
    },
    /// Run a call again when the time has come.
    RetryCall {
        /// The call.
        call: u64,
        /// 2 for the first that follows another.
        attempt: u32,
        /// The time.
        due: Time,
    },
    /// Shorten a call's result for the model.
    SummarizeResult {
        /// The call.
        call: u64,
    },
    /// A call has started and not answered: it is under way here, or it was lost with another process.
    RecoverCall {
        /// The call.
        call: u64,
    },
    /// Ask a person what became of a lost call.
    AskVerdict {
        /// The call.
        call: u64,
    },
    /// Ask a person a step's question.
    AskQuestion {
        /// The step.
        call: u64,
    },
    /// Wait until the time, or the step's event.
    Wait {
        /// The step.
        call: u64,
        /// The time, if the step has one.
        until: Option<Time>,
    },
    /// A bound is reached: stop.
    Stop(LimitReached),
    /// Too much went wrong to ask the model: say so. Pure: see [`got_stuck`](super::got_stuck).
    GetStuck,
    /// Ask a person for help.
    AskHelp,
}
