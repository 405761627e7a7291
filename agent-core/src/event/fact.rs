//! The facts that events hold, as types.
//!
//! A fact's JSON is a small header; what must survive byte for byte (arguments, results, answers) is
//! kept as text, as the last key of the object. Kinds that this version does not know stay unread.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Event, Time, raw};
use crate::agent::{Limits, ModelFailure};
use crate::contract::{Class, Gate};
use crate::message::{Reply, Usage};
use crate::parse::Repair;
use crate::tool::Failure;

/// What happened. The names of the variants, in snake case, are the events' kinds.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A thread began.
    Started(Started),
    /// This thread began as a copy of another.
    Forked(Forked),
    /// A person or program wrote to the agent.
    MessageReceived(MessageReceived),
    /// A request went to the model.
    ModelAsked(ModelAsked),
    /// The model answered.
    ModelReplied(ModelReplied),
    /// An answer could not be read; the model was told why.
    ReplyRefused(ReplyRefused),
    /// The model gave no answer, for good.
    ModelFailed(ModelFailed),
    /// The model or the flow decided what comes next.
    StepsChosen(StepsChosen),
    /// The flow decided that no step comes next.
    FlowChosen(FlowChosen),
    /// A call's gate was looked at.
    CallGated(CallGated),
    /// A person answered a gate.
    ApprovalAnswered(ApprovalAnswered),
    /// A call was about to run.
    CallStarted(CallStarted),
    /// A call gave its result.
    CallReturned(CallReturned),
    /// A call gave no result.
    CallFailed(CallFailed),
    /// A call started and nobody knows how it ended.
    CallLost(CallLost),
    /// A person said what became of a lost call.
    LossSettled(LossSettled),
    /// A person answered a question.
    QuestionAnswered(QuestionAnswered),
    /// A wait ended.
    WaitEnded(WaitEnded),
    /// The run was over as planned.
    Finished,
    /// The run was over, not as planned.
    Stopped(Stopped),
    /// A person or program ended the thread.
    Cancelled(Cancelled),
    /// A person allowed more.
    LimitsRaised(LimitsRaised),
}

/// See [`Fact::Started`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Started {
    /// The thread's name.
    pub thread: String,
    /// The agent's name.
    pub agent: String,
    /// The tools that the agent had, as `name@version#fingerprint`.
    pub contracts: Vec<String>,
    /// The prompt, as `file@version#hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The system prompt as it was rendered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The bounds of the run.
    pub limits: Limits,
    /// The business state at the start, as JSON text.
    #[serde(skip)]
    pub state: String,
}

/// See [`Fact::Forked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forked {
    /// The name of this thread.
    pub thread: String,
    /// The name of the thread that it was copied from.
    pub parent: String,
    /// The last event that was copied.
    pub at: u64,
}

/// See [`Fact::MessageReceived`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageReceived {
    /// What was written.
    pub text: String,
}

/// See [`Fact::ModelAsked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelAsked {
    /// The model that was asked.
    pub model: String,
    /// FNV-1a of the request's bytes, in hexadecimal.
    pub request: String,
    /// The request's length in bytes.
    pub bytes: u64,
}

/// See [`Fact::ModelReplied`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelReplied {
    /// The answer as the provider's dialect was read.
    pub reply: Reply,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// What it cost, in millionths of the price table's currency.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cost_micros: u64,
}

/// See [`Fact::ReplyRefused`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRefused {
    /// What was wrong, in one word: `unknown_step`, `truncated`, `no_json`, `mismatch` …
    pub error: String,
    /// What the model is told.
    pub feedback: String,
}

/// See [`Fact::ModelFailed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFailed {
    /// Why.
    #[serde(flatten)]
    pub failure: ModelFailure,
}

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chooser {
    /// The model.
    Model,
    /// The user's flow.
    Flow,
    /// The user's flow, because the model failed.
    Fallback,
}

/// See [`Fact::StepsChosen`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepsChosen {
    /// Who decided.
    pub by: Chooser,
    /// How many identical steps of one decision became one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub collapsed: u64,
    /// The steps, in order.
    #[serde(skip)]
    pub steps: Vec<ChosenStep>,
}

/// One step of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FlatStep")]
pub struct ChosenStep {
    /// The call's number, unique in the thread, from 1.
    pub call: u64,
    /// The step's name.
    pub step: String,
    /// The tool's version.
    #[serde(skip_serializing_if = "is_one")]
    pub version: u32,
    /// The model's own name for the call.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What the step does.
    #[serde(flatten)]
    pub does: Does,
    /// What was repaired in the model's text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Repair>,
    /// The arguments, as JSON text.
    #[serde(skip)]
    pub arguments: String,
}

/// As a [`ChosenStep`] is read: serde reads `flatten` and tags at many times the price.
#[derive(Deserialize)]
struct FlatStep {
    call: u64,
    step: String,
    #[serde(default = "one")]
    version: u32,
    #[serde(default)]
    id: String,
    does: DoesKind,
    class: Option<Class>,
    gate: Option<Gate>,
    #[serde(default)]
    concurrent: bool,
    until: Option<Time>,
    #[serde(default)]
    repairs: Vec<Repair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DoesKind {
    Call,
    Ask,
    Wait,
    Finish,
}

impl TryFrom<FlatStep> for ChosenStep {
    type Error = String;

    fn try_from(flat: FlatStep) -> Result<Self, String> {
        Ok(Self {
            does: match flat.does {
                DoesKind::Call => Does::Call {
                    class: flat.class.ok_or("missing field `class`")?,
                    gate: flat.gate.ok_or("missing field `gate`")?,
                    concurrent: flat.concurrent,
                },
                DoesKind::Ask => Does::Ask,
                DoesKind::Wait => Does::Wait { until: flat.until },
                DoesKind::Finish => Does::Finish,
            },
            call: flat.call,
            step: flat.step,
            version: flat.version,
            id: flat.id,
            repairs: flat.repairs,
            arguments: String::new(),
        })
    }
}

/// What a chosen step does, with what the reducer needs to know of it: an old thread goes on under
/// the rules that it was started with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case")]
pub enum Does {
    /// Calls a tool.
    Call {
        /// What may happen twice.
        class: Class,
        /// When a person is asked.
        gate: Gate,
        /// Whether it may run beside others.
        #[serde(default, skip_serializing_if = "is_false")]
        concurrent: bool,
    },
    /// Asks a person.
    Ask,
    /// Waits until a time, an event, or whichever comes first.
    Wait {
        /// The time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Time>,
    },
    /// Gives the final answer.
    Finish,
}

/// See [`Fact::FlowChosen`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowChosen {
    /// What it decided.
    pub next: FlowChoice,
}

/// What a flow may decide beside steps and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowChoice {
    /// The model decides.
    AskModel,
    /// Nothing until a message comes.
    Wait,
}

/// See [`Fact::CallGated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallGated {
    /// The call.
    pub call: u64,
    /// Whether a person must approve it.
    pub ask: bool,
    /// SHA-256 of tool, version and canonical arguments, in hexadecimal: what an approval is bound to.
    pub sha256: String,
    /// Why, if the predicate could not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// See [`Fact::ApprovalAnswered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAnswered {
    /// The call.
    pub call: u64,
    /// What was decided.
    pub approved: bool,
    /// The hash that the person saw.
    pub sha256: String,
    /// Who decided.
    pub by: String,
    /// What they said to the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// See [`Fact::CallStarted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallStarted {
    /// The call.
    pub call: u64,
    /// 1 for the first.
    pub attempt: u32,
}

/// See [`Fact::CallReturned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallReturned {
    /// The call.
    pub call: u64,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// The result, as JSON text.
    #[serde(skip)]
    pub value: String,
}

/// See [`Fact::CallFailed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFailed {
    /// The call.
    pub call: u64,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// Why.
    pub failure: Failure,
    /// Whether another attempt follows.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retry: bool,
}

/// See [`Fact::CallLost`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLost {
    /// The call.
    pub call: u64,
}

/// See [`Fact::LossSettled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossSettled {
    /// The call.
    pub call: u64,
    /// What a person found out or decided.
    pub verdict: Verdict,
    /// Who.
    pub by: String,
}

/// What a person says of a call that started and never answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It took no effect: run it again.
    RunAgain,
    /// Leave it: the flow is told that the outcome is unknown.
    LeaveUnknown,
}

/// See [`Fact::QuestionAnswered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswered {
    /// The step that asked.
    pub call: u64,
    /// Who answered.
    pub by: String,
    /// The answer, as JSON text.
    #[serde(skip)]
    pub answer: String,
}

/// See [`Fact::WaitEnded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitEnded {
    /// The step that waited.
    pub call: u64,
    /// The event's data as JSON text; `None` if the time came.
    #[serde(skip)]
    pub data: Option<String>,
}

/// See [`Fact::Stopped`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Why.
    pub reason: StopReason,
}

/// Why a run was over before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// A bound was reached.
    Limit(LimitReached),
    /// The flow said so.
    Flow(String),
}

/// Which bound was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitReached {
    /// The kind of bound.
    pub kind: LimitKind,
    /// The bound.
    pub limit: u64,
    /// What the run had come to.
    pub reached: u64,
}

/// The kinds of bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// Steps.
    Steps,
    /// Tokens.
    Tokens,
    /// Money, in millionths.
    Cost,
    /// Milliseconds at work.
    Time,
}

/// See [`Fact::Cancelled`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Who ended it.
    pub by: String,
}

/// See [`Fact::LimitsRaised`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsRaised {
    /// The new bounds.
    pub limits: Limits,
    /// Who allowed it.
    pub by: String,
}

/// An event whose data is not what its kind promises.
#[derive(Debug, thiserror::Error)]
#[error("event {seq} (`{kind}`) cannot be read: {reason}")]
pub struct FactError {
    /// The event's number.
    pub seq: u64,
    /// The event's kind.
    pub kind: String,
    /// What is wrong with its data.
    pub reason: String,
}

impl FactError {
    pub(crate) fn new(event: &Event, reason: &impl ToString) -> Self {
        Self {
            seq: event.seq(),
            kind: event.kind().to_owned(),
            reason: reason.to_string(),
        }
    }
}

impl Usage {
    /// Input and output tokens together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.input.saturating_add(self.output)
    }

    /// Counts another exchange in. A provider may claim any number: the sums stay at the largest.
    pub const fn add(&mut self, other: &Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
        self.cached_input = self.cached_input.saturating_add(other.cached_input);
        self.reasoning = self.reasoning.saturating_add(other.reasoning);
    }
}

impl Fact {
    /// The event's kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started(_) => "started",
            Self::Forked(_) => "forked",
            Self::MessageReceived(_) => "message_received",
            Self::ModelAsked(_) => "model_asked",
            Self::ModelReplied(_) => "model_replied",
            Self::ReplyRefused(_) => "reply_refused",
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
            Self::Finished => "finished",
            Self::Stopped(_) => "stopped",
            Self::Cancelled(_) => "cancelled",
            Self::LimitsRaised(_) => "limits_raised",
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
            Self::Finished => String::from("{}"),
            Self::Stopped(fact) => json(fact),
            Self::Cancelled(fact) => json(fact),
            Self::LimitsRaised(fact) => json(fact),
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
            Self::Forked(_)
            | Self::MessageReceived(_)
            | Self::ModelAsked(_)
            | Self::ModelReplied(_)
            | Self::ReplyRefused(_)
            | Self::ModelFailed(_)
            | Self::FlowChosen(_)
            | Self::CallGated(_)
            | Self::ApprovalAnswered(_)
            | Self::CallStarted(_)
            | Self::CallFailed(_)
            | Self::CallLost(_)
            | Self::LossSettled(_)
            | Self::Finished
            | Self::Stopped(_)
            | Self::Cancelled(_)
            | Self::LimitsRaised(_) => true,
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
        "model_replied" => Fact::ModelReplied(of(data)?),
        "reply_refused" => Fact::ReplyRefused(of(data)?),
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
        "finished" => Fact::Finished,
        "stopped" => Fact::Stopped(of(data)?),
        "cancelled" => Fact::Cancelled(of(data)?),
        "limits_raised" => Fact::LimitsRaised(of(data)?),
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

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_one(value: &u32) -> bool {
    *value == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_zero(value: &u64) -> bool {
    *value == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_false(value: &bool) -> bool {
    !*value
}
