//! What each transition took and cost, and what kind of failure it was (row M11.2).

use serde::Serialize;

use crate::agent::ModelFailureKind;
use crate::event::{CallRefused, Event, Fact, ReplyRefused, Time};
use crate::message::Usage;
use crate::reducer::Status;
use crate::thread::Thread;
use crate::tool::FailureKind;

/// The measures of one event, as a line of JSON writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// When, as RFC 3339.
    pub timestamp: String,
    /// The thread.
    pub session_id: String,
    /// What happened: the event's kind.
    pub trigger: String,
    /// What the thread was doing before.
    pub state_before: Status,
    /// What it does now.
    pub state_after: Status,
    /// The model that answered or failed, where the event says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The tool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// Tokens, where the provider counted them.
    #[serde(flatten)]
    pub tokens: Option<Tokens>,
    /// What it cost, in millionths of the price table's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_micros: Option<u64>,
    /// Which attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// What kind of failure it was: `timeout`, `rate_limit`, `schema_mismatch`, `hallucinated_call`, or another word
    /// of the events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Tokens of one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tokens {
    /// Of the request, cached ones included.
    pub input_tokens: u64,
    /// Of the input, those from the provider's cache.
    pub cached_input_tokens: u64,
    /// Of the answer, reasoning included.
    pub output_tokens: u64,
    /// Of the output, those spent on reasoning.
    pub reasoning_tokens: u64,
}

impl From<Usage> for Tokens {
    fn from(usage: Usage) -> Self {
        Self {
            input_tokens: usage.input,
            cached_input_tokens: usage.cached_input,
            output_tokens: usage.output,
            reasoning_tokens: usage.reasoning,
        }
    }
}

/// The measures of the thread's last event; `None` if this version does not know the event, or there is nothing to
/// measure and the thread does what it did before.
#[must_use]
pub fn measure(thread: &Thread, event: &Event, before: Status) -> Option<Measure> {
    let fact = Fact::read(event).ok()??;
    let mut measure = Measure::new(thread, event.at(), event.kind(), before);
    let nothing = measure.clone();
    measure.take_in(thread, fact);
    let is_transition = measure.state_before != measure.state_after;
    (is_transition || measure != nothing).then_some(measure)
}

impl Measure {
    fn new(thread: &Thread, at: Time, trigger: &str, before: Status) -> Self {
        Self {
            timestamp: at.to_string(),
            session_id: thread.id().as_str().to_owned(),
            trigger: trigger.to_owned(),
            state_before: before,
            state_after: thread.status(),
            model: None,
            tool: None,
            latency_ms: None,
            tokens: None,
            cost_micros: None,
            attempt: None,
            failure: None,
        }
    }

    fn take_in(&mut self, thread: &Thread, fact: Fact) {
        match fact {
            Fact::ModelReplied(fact) => {
                let model = fact.by.map(|by| by.model);
                self.model =
                    model.or_else(|| Some(fact.reply.model).filter(|name| !name.is_empty()));
                self.latency_ms = Some(fact.ms);
                self.tokens = fact.reply.usage.map(Tokens::from);
                self.cost_micros = Some(fact.cost_micros);
            }
            Fact::ModelAttempted(fact) => {
                self.model = Some(fact.by.model);
                self.latency_ms = Some(fact.ms);
                self.attempt = Some(fact.attempt);
                self.failure = Some(fact.error);
            }
            Fact::ModelFailed(fact) => {
                self.model = fact.by.map(|by| by.model);
                self.latency_ms = Some(fact.ms);
                self.failure = Some(match &*fact.error {
                    "" => model_word(fact.failure.kind).to_owned(),
                    error => error.to_owned(),
                });
            }
            Fact::ReplyRefused(fact) => self.failure = Some(refusal_word(&fact)),
            Fact::CallReturned(fact) => {
                self.name(thread, fact.call);
                self.latency_ms = Some(fact.ms);
            }
            Fact::CallFailed(fact) => {
                self.name(thread, fact.call);
                self.latency_ms = Some(fact.ms);
                self.failure = Some(call_word(fact.failure.kind).to_owned());
            }
            _ => {}
        }
    }

    fn name(&mut self, thread: &Thread, call: u64) {
        self.tool = thread.state().open_step(call).map(|step| step.step.clone());
    }
}

/// A call of a tool that there is not is made up; other words for what does not fit are one for operators.
fn refusal_word(refused: &ReplyRefused) -> String {
    let unknown = |call: &CallRefused| call.error == CallRefused::UNKNOWN;
    match &*refused.error {
        _ if refused.calls.iter().any(unknown) => "hallucinated_call",
        CallRefused::UNKNOWN => "hallucinated_call",
        "mismatch" | "lossy" => "schema_mismatch",
        other => other,
    }
    .to_owned()
}

const fn call_word(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Error => "error",
        FailureKind::Timeout => "timeout",
        FailureKind::Panicked => "panicked",
        FailureKind::TooLarge => "too_large",
        FailureKind::Unreadable => "unreadable",
        FailureKind::Denied => "denied",
        FailureKind::Unknown => "unknown",
        FailureKind::BadArguments => "schema_mismatch",
        FailureKind::Cancelled => "cancelled",
        FailureKind::ToolNotFound => "hallucinated_call",
        FailureKind::NotRun => "not_run",
        FailureKind::Unavailable => "unavailable",
        FailureKind::Vetoed => "vetoed",
        FailureKind::Late => "late",
        FailureKind::Ended => "ended",
    }
}

/// For events that were written before they held the error's own word.
const fn model_word(kind: ModelFailureKind) -> &'static str {
    match kind {
        ModelFailureKind::Timeout => "timeout",
        ModelFailureKind::RateLimited => "rate_limit",
        _ => "model_failed",
    }
}
