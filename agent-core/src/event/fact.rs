//! The facts that events hold, as types. Knows nothing of how they are written.

use serde::{Deserialize, Serialize};

use super::{
    BreakerClosed, BreakerOpened, BreakerProbed, BudgetExceeded, CallJudged, ContextTrimmed,
    DocumentsRetrieved, GotStuck, HelpAnswered, PartTokens, Pinned, ResultSummarized,
    RetrievalFailed, SecretKept, StepsChosen, StuckWhy, SubAsked, SubOf, Time, Used,
};
use crate::agent::{Limits, ModelFailure};
use crate::message::{InputPart, Reply, Settings, UserMessage};
use crate::prompt::Turn;
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
    /// A request brought no reply, and was sent again or to another model.
    ModelAttempted(ModelAttempted),
    /// The model answered.
    ModelReplied(ModelReplied),
    /// An answer could not be read; the model was told why.
    ReplyRefused(ReplyRefused),
    /// The provider had paused a long turn of the model: it is sent back as it is, and goes on.
    TurnPaused,
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
    /// An agent that carries out a call waits for somebody or something.
    SubAsked(SubAsked),
    /// The run was over as planned.
    Finished,
    /// The run was over, not as planned.
    Stopped(Stopped),
    /// A person or program ended the thread.
    Cancelled(Cancelled),
    /// A person allowed more.
    LimitsRaised(LimitsRaised),
    /// Too much went wrong to ask the model again.
    GotStuck(GotStuck),
    /// A person helped, or gave up.
    HelpAnswered(HelpAnswered),
    /// A judge saw a call before it ran.
    CallJudged(CallJudged),
    /// A long result was shortened for the model.
    ResultSummarized(ResultSummarized),
    /// A tool failed too often: its calls are refused for a while.
    BreakerOpened(BreakerOpened),
    /// One call tries whether the tool works again.
    BreakerProbed(BreakerProbed),
    /// The tool works again.
    BreakerClosed(BreakerClosed),
    /// The model is shown less of the thread from now on.
    ContextTrimmed(ContextTrimmed),
    /// A request was not sent: part of it does not fit.
    ContextRefused(BudgetExceeded),
    /// Documents were looked for, for the model to read.
    DocumentsRetrieved(DocumentsRetrieved),
    /// Documents were looked for and none came; the run went on without.
    RetrievalFailed(RetrievalFailed),
    /// The model is always shown these events from now on.
    EventsPinned(Pinned),
    /// These events are like others again.
    EventsUnpinned(Pinned),
    /// The value of a secret was put away; its handle stands for it from now on.
    SecretKept(SecretKept),
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
    /// The prompt, as `name@version#hash`; a prompt without a name goes by its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The system prompt as it was rendered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The messages of a prompt that says more than one system message, as they were rendered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opening: Vec<Turn>,
    /// The release that the prompt came from, by its SHA-256; without one it came from the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The version of an experiment that the thread got, if it is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arm: Option<ChosenArm>,
    /// The step that this thread carries out, if it does so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_of: Option<SubOf>,
    /// The bounds of the run.
    pub limits: Limits,
    /// The secrets of the state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<SecretKept>,
    /// The business state at the start, as JSON text.
    #[serde(skip)]
    pub state: String,
}

/// Which version of a prompt an experiment chose for a thread.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChosenArm {
    /// The experiment's name.
    pub experiment: String,
    /// The version's name.
    pub arm: String,
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
    /// What was shown beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<InputPart>,
    /// Whether the model is always shown it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pinned: bool,
}

impl<M: Into<UserMessage>> From<M> for MessageReceived {
    fn from(message: M) -> Self {
        let UserMessage {
            text,
            attachments,
            pinned,
        } = message.into();
        Self {
            text,
            attachments,
            pinned,
        }
    }
}

/// See [`Fact::ModelAsked`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelAsked {
    /// The model that was asked.
    pub model: String,
    /// The thread's prompt, as `name@version#hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// FNV-1a of the request's bytes, in hexadecimal.
    pub request: String,
    /// The request's length in bytes.
    pub bytes: u64,
    /// Where the model is, as `https://host:port`; empty where there is no place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub host: String,
    /// How the request was written, where that is not as it was for the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<AskedPlan>,
    /// Tokens of the request, as they were counted before it was sent; only under a budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<PartTokens>,
}

/// How a request was written: with this and the thread it can be written again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedPlan {
    /// The dialect's name.
    pub dialect: String,
    /// The format's name.
    pub format: String,
    /// The model and how it samples.
    pub settings: Settings,
    /// Whether the answer was to come in pieces.
    #[serde(default, skip_serializing_if = "is_false")]
    pub stream: bool,
}

/// See [`Fact::ModelAttempted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelAttempted {
    /// 1 for the first of its request.
    pub attempt: u32,
    /// Who was asked.
    #[serde(flatten)]
    pub by: AskedModel,
    /// FNV-1a of the request's bytes, in hexadecimal.
    pub request: String,
    /// The request's length in bytes.
    pub bytes: u64,
    /// How long it took, in milliseconds; 0 where nothing was sent.
    pub ms: u64,
    /// How long it waited for its turn under the program's own rate limit, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paced_ms: u64,
    /// Why it brought no reply, in a word of [`crate::wire::ErrorKind`] such as `rate_limit`.
    pub error: String,
    /// Why, in full.
    pub message: String,
    /// What follows.
    pub then: AttemptThen,
}

/// Which model of several it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedModel {
    /// The provider's name of the model.
    pub model: String,
    /// The dialect that it was asked in.
    pub dialect: String,
    /// Where it is, as `https://host:port`; empty where there is no place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub host: String,
}

/// What follows a failed attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptThen {
    /// The same model is asked again after this many milliseconds, jitter included.
    RetryAfterMs(u64),
    /// This model is asked.
    NextModel(String),
}

/// See [`Fact::ModelReplied`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelReplied {
    /// The thread's prompt, as `name@version#hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The answer as the provider's dialect was read.
    pub reply: Reply,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// How much of that the last attempt waited for its turn under the program's own rate limit, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paced_ms: u64,
    /// What it cost, in millionths of the price table's currency.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cost_micros: u64,
    /// Tokens of an exchange that the provider did not count, estimated: one for four bytes of request and reply.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub estimated_tokens: u64,
    /// Who answered, if not the model that the request was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AskedModel>,
}

/// See [`Fact::ReplyRefused`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRefused {
    /// What was wrong, in one word: `unknown_step`, `truncated`, `no_json`, `mismatch` …
    pub error: String,
    /// What the model is told.
    pub feedback: String,
    /// What it is told of each call, in the order of the reply's calls, if it made any. All calls of a reply are
    /// read before one is taken, so those that were right are told why they did not run. Of a text: its steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallRefused>,
}

/// What became of one call of a refused reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRefused {
    /// The step's name as the model wrote it, cut at 80 characters; empty where it named none.
    pub step: String,
    /// What was wrong, in one word: `unknown_step`, `mismatch` …, or [`NOT_RUN`](Self::NOT_RUN).
    pub error: String,
    /// What the model is told.
    pub feedback: String,
    /// What the step was read as, where it stood in a text: chatter around it makes it no other call.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub read: String,
}

impl CallRefused {
    /// The word for a call that was right and did not run, because another one was wrong.
    pub const NOT_RUN: &str = "not_run";

    /// The word for a step that there is not.
    pub const UNKNOWN: &str = "unknown_step";

    /// The word for a call with something else than a handle in the place of a secret.
    pub const NO_HANDLE: &str = "no_handle";

    pub(crate) fn new(step: &str, error: &str, feedback: String) -> Self {
        Self {
            step: step.chars().take(80).collect(),
            error: error.to_owned(),
            feedback,
            read: String::new(),
        }
    }
}

/// See [`Fact::ModelFailed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFailed {
    /// The thread's prompt, as `name@version#hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Why.
    #[serde(flatten)]
    pub failure: ModelFailure,
    /// Why, in a word of [`crate::wire::ErrorKind`] such as `quota`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error: String,
    /// How long it took with all its attempts, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ms: u64,
    /// How much of that the last attempt waited for its turn under the program's own rate limit, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paced_ms: u64,
    /// Whose failure it was, if not that of the model that the request was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AskedModel>,
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
    /// Whether the model is told a summary, which is another event, in the result's place.
    #[serde(default, skip_serializing_if = "is_false")]
    pub summarize: bool,
    /// What an agent used that carried the call out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Used>,
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
    /// When it is due, if not at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
    /// What an agent used that carried the call out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Used>,
}

impl CallFailed {
    /// A call that failed, after which no other attempt follows.
    #[must_use]
    pub const fn new(call: u64, ms: u64, failure: Failure) -> Self {
        Self {
            call,
            ms,
            failure,
            retry: false,
            due: None,
            used: None,
        }
    }
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
    /// The agent got stuck.
    Stuck(StuckWhy),
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(super) const fn is_zero(value: &u64) -> bool {
    *value == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub(super) const fn is_false(value: &bool) -> bool {
    !*value
}
