//! Events for operators: one JSON object a line.
//!
//! The schema (row M11.1) is `{timestamp, session_id, event_type, payload}`, with `event_type` one of `tool_call_start`,
//! `tool_call_success`, `tool_call_error`, `state_transition`, `token_budget_exceeded`.
//!
//! What the schema has no place for, what each transition took and cost, is a [`Measure`] (row M11.2).

mod measure;

use serde::Serialize;
use serde_json::Value;

pub use measure::{Measure, Tokens, measure};

use crate::event::{Event, Fact, LimitKind, StopReason};
use crate::reducer::Status;
use crate::thread::Thread;

#[derive(Serialize)]
struct Record<'a> {
    timestamp: String,
    session_id: &'a str,
    event_type: &'static str,
    payload: Payload,
}

#[derive(Serialize)]
struct Payload {
    tool_name: Option<String>,
    arguments: Option<Value>,
    result: Option<Value>,
    error: Option<String>,
    tokens_used: u64,
    state_before: Status,
    state_after: Status,
}

/// The record of one event, or `None` for events that the schema has no word for.
#[must_use]
pub fn record(thread: &Thread, event: &Event, before: Status) -> Option<String> {
    let fact = Fact::read(event).ok()??;
    let mut payload = Payload {
        tool_name: None,
        arguments: None,
        result: None,
        error: None,
        tokens_used: thread.state().progress().usage.total(),
        state_before: before,
        state_after: thread.status(),
    };
    let event_type = payload.take_in(thread, fact)?;
    serde_json::to_string(&Record {
        timestamp: event.at().to_string(),
        session_id: thread.id().as_str(),
        event_type,
        payload,
    })
    .ok()
}

impl Payload {
    /// Takes in what the schema has a place for, and gives the event's type.
    fn take_in(&mut self, thread: &Thread, fact: Fact) -> Option<&'static str> {
        Some(match fact {
            Fact::CallStarted(fact) => {
                self.name(thread, fact.call);
                "tool_call_start"
            }
            Fact::CallReturned(fact) => {
                self.name(thread, fact.call);
                self.result = json(&fact.value);
                "tool_call_success"
            }
            Fact::CallFailed(fact) => {
                self.name(thread, fact.call);
                self.error = Some(fact.failure.to_string());
                "tool_call_error"
            }
            Fact::Stopped(fact) => {
                self.error = serde_json::to_string(&fact.reason).ok();
                match fact.reason {
                    StopReason::Limit(limit) if limit.kind == LimitKind::Tokens => {
                        "token_budget_exceeded"
                    }
                    StopReason::Limit(_) | StopReason::Flow(_) | StopReason::Stuck(_) => {
                        "state_transition"
                    }
                }
            }
            Fact::ReplyRefused(fact) => {
                self.error = Some(fact.feedback);
                "state_transition"
            }
            Fact::ModelAttempted(fact) => {
                self.error = Some(fact.message);
                "state_transition"
            }
            Fact::ModelFailed(fact) => {
                self.error = Some(fact.failure.message);
                "state_transition"
            }
            Fact::GotStuck(fact) => {
                self.error = Some(fact.why.to_string());
                "state_transition"
            }
            Fact::BreakerOpened(fact) => {
                self.error = Some(format!("refused until {}", fact.until));
                self.tool_name = Some(fact.tool);
                "state_transition"
            }
            _ if self.state_before != self.state_after => "state_transition",
            _ => return None,
        })
    }

    fn name(&mut self, thread: &Thread, call: u64) {
        if let Some(step) = thread.state().open_step(call) {
            self.tool_name = Some(step.step.clone());
            self.arguments = json(&step.arguments);
        }
    }
}

fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}
