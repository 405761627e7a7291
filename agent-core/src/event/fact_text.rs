//! Facts as JSON text, and back.
//!
//! A fact's JSON is a small header; what must survive byte for byte (arguments, results, answers) is
//! kept as text, as the last key of the object. Kinds that this version does not know stay unread.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{
    CallReturned, ChosenStep, Event, Fact, FactError, QuestionAnswered, Started, StepsChosen,
    WaitEnded, raw,
};

impl Fact {
    /// The event's kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started(_) => "started",
            Self::Forked(_) => "forked",
            Self::MessageReceived(_) => "message_received",
            Self::ModelAsked(_) => "model_asked",
            Self::ModelAttempted(_) => "model_attempted",
            Self::ModelReplied(_) => "model_replied",
            Self::ReplyRefused(_) => "reply_refused",
            Self::TurnPaused => "turn_paused",
            Self::ModelFailed(_) => "model_failed",
            Self::StepsChosen(_) => "steps_chosen",
            Self::FlowChosen(_) => "flow_chosen",
            Self::CallGated(_) => "call_gated",
            Self::ApprovalAnswered(_) => "approval_answered",
            Self::CallStarted(_) => "call_started",
            Self::CallReturned(_) => "call_returned",
            Self::CallFailed(_) => "call_failed",
            Self::CallLost(_) => "call_lost",
            Self::LossSettled(_) => "loss_settled",
            Self::QuestionAnswered(_) => "question_answered",
            Self::WaitEnded(_) => "wait_ended",
            Self::SubAsked(_) => "sub_asked",
            Self::Finished => "finished",
            Self::Stopped(_) => "stopped",
            Self::Cancelled(_) => "cancelled",
            Self::LimitsRaised(_) => "limits_raised",
            Self::GotStuck(_) => "got_stuck",
            Self::BreakerClosed(_) => "breaker_closed",
            Self::ContextTrimmed(_) => "context_trimmed",
            Self::ContextRefused(_) => "context_refused",
            Self::DocumentsRetrieved(_) => "documents_retrieved",
            Self::RetrievalFailed(_) => "retrieval_failed",
            Self::EventsPinned(_) => "events_pinned",
            Self::EventsUnpinned(_) => "events_unpinned",
            Self::SecretKept(_) => "secret_kept",
            Self::BreakerProbed(_) => "breaker_probed",
            Self::BreakerOpened(_) => "breaker_opened",
            Self::ResultSummarized(_) => "result_summarized",
            Self::CallJudged(_) => "call_judged",
            Self::HelpAnswered(_) => "help_answered",
        }
    }

    /// The event's data as JSON text.
    #[must_use]
    pub fn data(&self) -> String {
        match self {
            Self::Started(fact) => with(fact, "state", &fact.state),
            Self::Forked(fact) => json(fact),
            Self::MessageReceived(fact) => json(fact),
            Self::ModelAsked(fact) => json(fact),
            Self::ModelAttempted(fact) => json(fact),
            Self::ModelReplied(fact) => json(fact),
            Self::ReplyRefused(fact) => json(fact),
            Self::ModelFailed(fact) => json(fact),
            Self::StepsChosen(fact) => with(fact, "steps", &steps_text(&fact.steps)),
            Self::FlowChosen(fact) => json(fact),
            Self::CallGated(fact) => json(fact),
            Self::ApprovalAnswered(fact) => json(fact),
            Self::CallStarted(fact) => json(fact),
            Self::CallReturned(fact) => with(fact, "value", &fact.value),
            Self::CallFailed(fact) => json(fact),
            Self::CallLost(fact) => json(fact),
            Self::LossSettled(fact) => json(fact),
            Self::QuestionAnswered(fact) => with(fact, "answer", &fact.answer),
            Self::WaitEnded(fact) => match &fact.data {
                Some(data) => with(fact, "data", data),
                None => json(fact),
            },
            Self::SubAsked(fact) => json(fact),
            Self::Finished | Self::TurnPaused => String::from("{}"),
            Self::Stopped(fact) => json(fact),
            Self::Cancelled(fact) => json(fact),
            Self::LimitsRaised(fact) => json(fact),
            Self::GotStuck(fact) => json(fact),
            Self::BreakerClosed(fact) => json(fact),
            Self::ContextTrimmed(fact) => json(fact),
            Self::ContextRefused(fact) => json(fact),
            Self::DocumentsRetrieved(fact) => json(fact),
            Self::RetrievalFailed(fact) => json(fact),
            Self::EventsPinned(fact) | Self::EventsUnpinned(fact) => json(fact),
            Self::SecretKept(fact) => json(fact),
            Self::BreakerProbed(fact) => json(fact),
            Self::BreakerOpened(fact) => json(fact),
            Self::ResultSummarized(fact) => json(fact),
            Self::CallJudged(fact) => json(fact),
            Self::HelpAnswered(fact) => json(fact),
        }
    }

    /// Whether [`Fact::read`] gives exactly this fact back, byte for byte: what it holds as JSON text
    /// is one value on one line, without space around it. Then nobody needs to read it.
    pub(crate) fn reads_back(&self) -> bool {
        match self {
            Self::Started(fact) => is_compact(&fact.state),
            Self::StepsChosen(fact) => fact.steps.iter().all(|step| is_compact(&step.arguments)),
            Self::CallReturned(fact) => is_compact(&fact.value),
            Self::QuestionAnswered(fact) => is_compact(&fact.answer),
            Self::WaitEnded(fact) => fact.data.as_deref().is_none_or(is_compact),
            // A score may lose its last bit.
            Self::DocumentsRetrieved(_) => false,
            Self::Forked(_)
            | Self::MessageReceived(_)
            | Self::ModelAsked(_)
            | Self::ModelAttempted(_)
            | Self::ModelReplied(_)
            | Self::ReplyRefused(_)
            | Self::TurnPaused
            | Self::ModelFailed(_)
            | Self::FlowChosen(_)
            | Self::CallGated(_)
            | Self::ApprovalAnswered(_)
            | Self::CallStarted(_)
            | Self::CallFailed(_)
            | Self::CallLost(_)
            | Self::LossSettled(_)
            | Self::SubAsked(_)
            | Self::Finished
            | Self::Stopped(_)
            | Self::Cancelled(_)
            | Self::LimitsRaised(_)
            | Self::GotStuck(_)
            | Self::BreakerClosed(_)
            | Self::ContextTrimmed(_)
            | Self::ContextRefused(_)
            | Self::RetrievalFailed(_)
            | Self::EventsPinned(_)
            | Self::EventsUnpinned(_)
            | Self::SecretKept(_)
            | Self::BreakerProbed(_)
            | Self::BreakerOpened(_)
            | Self::ResultSummarized(_)
            | Self::CallJudged(_)
            | Self::HelpAnswered(_) => true,
        }
    }

    /// Reads an event; `None` if this version does not know its kind.
    ///
    /// # Errors
    /// If the data is not what the kind promises.
    pub fn read(event: &Event) -> Result<Option<Self>, FactError> {
        read(event.kind(), event.data()).map_err(|reason| FactError::new(event, &reason))
    }
}

/// One JSON value from the first byte to the last, on one line.
fn is_compact(text: &str) -> bool {
    raw::is_json(text)
        && !text.starts_with(|first: char| first.is_ascii_whitespace())
        && !text.ends_with(|last: char| last.is_ascii_whitespace())
        && memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none()
}

fn read(kind: &str, data: &str) -> Result<Option<Fact>, String> {
    Ok(Some(match kind {
        "started" => {
            let (state, fact) = split(data, "state")?;
            Fact::Started(Started {
                state: state.to_owned(),
                ..fact
            })
        }
        "forked" => Fact::Forked(of(data)?),
        "message_received" => Fact::MessageReceived(of(data)?),
        "model_asked" => Fact::ModelAsked(of(data)?),
        "model_attempted" => Fact::ModelAttempted(of(data)?),
        "model_replied" => Fact::ModelReplied(of(data)?),
        "reply_refused" => Fact::ReplyRefused(of(data)?),
        "turn_paused" => Fact::TurnPaused,
        "model_failed" => Fact::ModelFailed(of(data)?),
        "steps_chosen" => {
            let (list, fact) = split(data, "steps")?;
            Fact::StepsChosen(StepsChosen {
                steps: steps(list)?,
                ..fact
            })
        }
        "flow_chosen" => Fact::FlowChosen(of(data)?),
        "call_gated" => Fact::CallGated(of(data)?),
        "approval_answered" => Fact::ApprovalAnswered(of(data)?),
        "call_started" => Fact::CallStarted(of(data)?),
        "call_returned" => {
            let (value, fact) = split(data, "value")?;
            Fact::CallReturned(CallReturned {
                value: value.to_owned(),
                ..fact
            })
        }
        "call_failed" => Fact::CallFailed(of(data)?),
        "call_lost" => Fact::CallLost(of(data)?),
        "loss_settled" => Fact::LossSettled(of(data)?),
        "question_answered" => {
            let (answer, fact) = split(data, "answer")?;
            Fact::QuestionAnswered(QuestionAnswered {
                answer: answer.to_owned(),
                ..fact
            })
        }
        "wait_ended" => Fact::WaitEnded(WaitEnded {
            data: raw::member(data, "data").map(str::to_owned),
            ..of(data)?
        }),
        "sub_asked" => Fact::SubAsked(of(data)?),
        "finished" => Fact::Finished,
        "stopped" => Fact::Stopped(of(data)?),
        "cancelled" => Fact::Cancelled(of(data)?),
        "limits_raised" => Fact::LimitsRaised(of(data)?),
        "got_stuck" => Fact::GotStuck(of(data)?),
        "breaker_closed" => Fact::BreakerClosed(of(data)?),
        "context_trimmed" => Fact::ContextTrimmed(of(data)?),
        "context_refused" => Fact::ContextRefused(of(data)?),
        "documents_retrieved" => Fact::DocumentsRetrieved(of(data)?),
        "retrieval_failed" => Fact::RetrievalFailed(of(data)?),
        "events_pinned" => Fact::EventsPinned(of(data)?),
        "events_unpinned" => Fact::EventsUnpinned(of(data)?),
        "secret_kept" => Fact::SecretKept(of(data)?),
        "breaker_probed" => Fact::BreakerProbed(of(data)?),
        "breaker_opened" => Fact::BreakerOpened(of(data)?),
        "result_summarized" => Fact::ResultSummarized(of(data)?),
        "call_judged" => Fact::CallJudged(of(data)?),
        "help_answered" => Fact::HelpAnswered(of(data)?),
        _ => return Ok(None),
    }))
}

fn of<'a, T: Deserialize<'a>>(data: &'a str) -> Result<T, String> {
    serde_json::from_str(data).map_err(|error| error.to_string())
}

/// The member that is text to us, and what is read from the members before it.
fn split<'a, T: DeserializeOwned>(data: &'a str, last: &str) -> Result<(&'a str, T), String> {
    let (text, before) =
        raw::split_last(data, last).ok_or_else(|| format!("missing field `{last}`"))?;
    let fact = match before {
        Some(before) => of(&format!("{before}}}")),
        None => of(data),
    };
    Ok((text, fact?))
}

fn steps(array: &str) -> Result<Vec<ChosenStep>, String> {
    raw::items(array)
        .map(|item| {
            let item = item.map_err(|error| error.to_string())?;
            let (arguments, step) = split(item, "arguments")?;
            Ok(ChosenStep {
                arguments: arguments.to_owned(),
                ..step
            })
        })
        .collect()
}

fn steps_text(steps: &[ChosenStep]) -> String {
    let texts: Vec<String> = steps
        .iter()
        .map(|step| with(step, "arguments", &step.arguments))
        .collect();
    format!("[{}]", texts.join(","))
}

/// Our facts hold nothing that JSON cannot; an empty object would be refused when it is read.
fn json<T: Serialize>(header: &T) -> String {
    serde_json::to_string(header).unwrap_or_else(|_| String::from("{}"))
}

/// The header with one more key, whose value is JSON text already.
fn with<T: Serialize>(header: &T, key: &str, value: &str) -> String {
    let mut text = json(header);
    text.pop();
    if text.len() > 1 {
        text.push(',');
    }
    text.push('"');
    text.push_str(key);
    text.push_str("\":");
    text.push_str(value);
    text.push('}');
    text
}
