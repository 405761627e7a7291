//! What the model is shown of a thread, one entry after another: the same for every way of writing it.
//!
//! Providers want every call of a turn answered before anything else is said, and a reader without call ids needs
//! results in the order of their calls: results are held until the batch has settled, and messages that came
//! meanwhile follow. Knows nothing of how an entry is written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::condense::{condense, fits};
use super::{Estimate, TokenCounter, readable};
use crate::event::{
    CallJudged, Chooser, ChosenStep, Document, Does, Fact, MessageReceived, ReplyRefused,
    StepsChosen, Verdict,
};
use crate::message::Reply;
use crate::tool::{Failure, FailureKind};

/// Something that the model is shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// What a person or program wrote.
    Message(MessageReceived),
    /// What was retrieved.
    Documents(Vec<Document>),
    /// What stands for events that are not shown.
    Summary(String),
    /// What is shown of the user's state: names, and values as JSON.
    State(Vec<(Cow<'static, str>, String)>),
    /// What a person advised an agent that was stuck.
    Advice(String),
    /// Steps that the model or the flow chose.
    Steps(ShownSteps),
    /// What came of the steps, in their order.
    Answers(Vec<Answer>),
    /// A turn that the provider paused: it goes back as it is.
    Paused(Box<ModelReply>),
    /// A reply that could not be taken, and why.
    Refused(Option<Box<ModelReply>>, ReplyRefused),
}

/// A reply, and who gave it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ModelReply {
    pub by: Speaker,
    pub reply: Reply,
}

/// A model by its provider's name for it, and where it is; empty if nobody says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Speaker {
    pub model: String,
    pub host: String,
}

/// See [`Entry::Steps`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ShownSteps {
    /// The reply that they were read from, if the model made calls in it.
    pub reply: Option<Box<ModelReply>>,
    pub steps: Vec<ChosenStep>,
}

/// What came of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub call: u64,
    /// The id by which the request names the call.
    pub id: String,
    /// The step's name.
    pub step: String,
    pub kind: AnswerKind,
    pub text: String,
}

/// Where the answer to a step comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// A tool gave it.
    Returned,
    /// There is no result, and this is why.
    Failed,
    /// A person gave it.
    Said,
    /// A wait is over.
    WaitEnded,
    /// A final step has none.
    Finish,
}

/// Turns facts into entries.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// The model that was asked last.
    asked: Speaker,
    /// It has not answered yet.
    asking: bool,
    reply: Option<Box<ModelReply>>,
    open: Vec<Open>,
    held: Vec<Entry>,
    told: ShortForms,
}

/// What the model reads of calls that failed, as far as it is less than was said: made once a call, since that takes long.
pub(crate) type ShortForms = BTreeMap<u64, String>;

/// A step whose answer may still come.
#[derive(Debug)]
struct Open {
    answer: Answer,
    settled: bool,
    /// The agent that carries it out waits: the next answer is that agent's, and not shown here.
    asks: bool,
    /// The whole result, until its summary comes.
    whole: Option<String>,
}

impl Entries {
    /// With short forms that were made before, of the same thread.
    pub(crate) fn with(told: ShortForms) -> Self {
        Self {
            told,
            ..Self::default()
        }
    }

    /// The short forms that were made so far.
    pub(crate) fn into_told(self) -> ShortForms {
        self.told
    }

    /// Takes the next fact in; what the model is shown of it, and of what waited for it, is added to `out`.
    pub(crate) fn take_in(&mut self, fact: Fact, out: &mut Vec<Entry>) {
        if self.is_below(&fact) {
            return;
        }
        match fact {
            Fact::MessageReceived(fact) => self.hold(Entry::Message(fact), out),
            Fact::HelpAnswered(fact) => {
                if let Some(advice) = fact.advice {
                    self.hold(Entry::Advice(advice), out);
                }
            }
            Fact::DocumentsRetrieved(fact) => {
                if !fact.documents.is_empty() {
                    self.hold(Entry::Documents(fact.documents), out);
                }
            }
            Fact::ModelAsked(fact) => {
                let (model, host) = (fact.model, fact.host);
                self.asked = Speaker { model, host };
                self.asking = true;
            }
            Fact::ModelFailed(_) => self.asking = false,
            Fact::ModelReplied(fact) => {
                self.asking = false;
                let by = fact.by.map(|by| Speaker {
                    model: by.model,
                    host: by.host,
                });
                let by = by.unwrap_or_else(|| self.asked.clone());
                let reply = fact.reply;
                self.reply = Some(Box::new(ModelReply { by, reply }));
            }
            Fact::TurnPaused => out.extend(self.reply.take().map(Entry::Paused)),
            Fact::ReplyRefused(fact) => out.push(Entry::Refused(self.reply.take(), fact)),
            Fact::StepsChosen(fact) => {
                self.choose(fact, out);
                self.flush(out);
            }
            Fact::CallReturned(fact) if fact.summarize => self.keep(fact.call, fact.value),
            Fact::CallReturned(fact) => {
                self.settle(fact.call, AnswerKind::Returned, readable(&fact.value), out);
            }
            Fact::ResultSummarized(fact) => {
                let whole = self.kept(fact.call).map(|value| readable(&value));
                if let Some(text) = fact.summary.or(whole) {
                    self.settle(fact.call, AnswerKind::Returned, text, out);
                }
            }
            Fact::CallFailed(fact) if !fact.retry => {
                let told = self.told(fact.call, fact.failure);
                self.fail(fact.call, told, out);
            }
            Fact::ApprovalAnswered(fact) if !fact.approved => {
                self.fail(fact.call, denial(fact.comment.as_deref()), out);
            }
            Fact::CallJudged(CallJudged {
                call,
                veto: Some(reason),
                ..
            }) => self.fail(call, Failure::vetoed(reason).to_string(), out),
            Fact::LossSettled(fact) => {
                if fact.verdict == Verdict::LeaveUnknown {
                    self.fail(fact.call, Failure::unknown().to_string(), out);
                }
            }
            Fact::QuestionAnswered(fact) => {
                self.settle(fact.call, AnswerKind::Said, readable(&fact.answer), out);
            }
            Fact::WaitEnded(fact) => {
                let data = fact.data.as_deref().map(readable).unwrap_or_default();
                self.settle(fact.call, AnswerKind::WaitEnded, data, out);
            }
            // What an agent below waits for is the original's: the copy's next answer is its own.
            Fact::Forked(_) => self.open.iter_mut().for_each(|open| open.asks = false),
            // The prompt stands above the entries.
            Fact::Started(_)
            | Fact::ModelAttempted(_)
            | Fact::FlowChosen(_)
            | Fact::CallGated(_)
            | Fact::ApprovalAnswered(_)
            | Fact::CallStarted(_)
            | Fact::SubAsked(_)
            | Fact::CallFailed(_)
            | Fact::CallLost(_)
            | Fact::Finished
            | Fact::Stopped(_)
            | Fact::Cancelled(_)
            | Fact::LimitsRaised(_)
            | Fact::GotStuck(_)
            | Fact::CallJudged(CallJudged { veto: None, .. })
            | Fact::BreakerOpened(_)
            | Fact::BreakerProbed(_)
            | Fact::BreakerClosed(_)
            | Fact::ContextTrimmed(_)
            | Fact::ContextRefused(_)
            | Fact::RetrievalFailed(_)
            | Fact::EventsPinned(_)
            | Fact::EventsUnpinned(_)
            | Fact::SecretKept(_) => {}
        }
    }

    /// Whether nothing of what was taken in is still to be shown: what came before and what comes now can be parted.
    pub(crate) fn is_idle(&self) -> bool {
        !self.asking && self.reply.is_none() && self.open.is_empty() && self.held.is_empty()
    }

    fn choose(&mut self, fact: StepsChosen, out: &mut Vec<Entry>) {
        let reply = match fact.by {
            Chooser::Model => self
                .reply
                .take()
                .filter(|reply| !reply.reply.calls.is_empty()),
            Chooser::Flow | Chooser::Fallback | Chooser::Prefetch => None,
        };
        self.open = fact.steps.iter().map(Open::new).collect();
        let steps = fact.steps;
        out.push(Entry::Steps(ShownSteps { reply, steps }));
    }

    /// What the model reads of a call that failed: what a tool or the world said, shortened. Our own words and those of
    /// people are not.
    fn told(&mut self, call: u64, failure: Failure) -> String {
        if let Some(told) = self.told.get(&call) {
            return told.clone();
        }
        let whole = failure.to_string();
        if !failure.kind.is_foreign() || fits(&whole, TOLD) {
            return whole;
        }
        let told = shortened(failure);
        self.told.insert(call, told.clone());
        told
    }

    fn find(&mut self, call: u64) -> Option<&mut Open> {
        self.open.iter_mut().find(|open| open.answer.call == call)
    }

    /// Whether the fact only passes on what an agent that carries a call out asks or is told.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a fact of a new kind is shown, or not, where all are told apart"
    )]
    fn is_below(&mut self, fact: &Fact) -> bool {
        let (call, asks) = match fact {
            Fact::SubAsked(fact) => (fact.call, true),
            Fact::ApprovalAnswered(fact) => (fact.call, false),
            Fact::LossSettled(fact) => (fact.call, false),
            Fact::QuestionAnswered(fact) => (fact.call, false),
            Fact::WaitEnded(fact) => (fact.call, false),
            Fact::HelpAnswered(fact) => (fact.call, false),
            _ => return false,
        };
        let Some(open) = self.find(call) else {
            return asks;
        };
        let asked = std::mem::replace(&mut open.asks, asks);
        asks || asked
    }

    fn keep(&mut self, call: u64, whole: String) {
        if let Some(open) = self.find(call) {
            open.whole = Some(whole);
        }
    }

    fn kept(&mut self, call: u64) -> Option<String> {
        self.find(call)?.whole.take()
    }

    fn fail(&mut self, call: u64, text: String, out: &mut Vec<Entry>) {
        self.settle(call, AnswerKind::Failed, text, out);
    }

    fn settle(&mut self, call: u64, kind: AnswerKind, text: String, out: &mut Vec<Entry>) {
        if let Some(open) = self.find(call) {
            open.settled = true;
            (open.answer.kind, open.answer.text) = (kind, text);
        }
        self.flush(out);
    }

    fn hold(&mut self, entry: Entry, out: &mut Vec<Entry>) {
        self.held.push(entry);
        self.flush(out);
    }

    /// Gives the answers once all are there, and then what waited for them.
    fn flush(&mut self, out: &mut Vec<Entry>) {
        if !self.open.iter().all(|open| open.settled) {
            return;
        }
        if !self.open.is_empty() {
            let answers = self.open.drain(..).map(|open| open.answer);
            out.push(Entry::Answers(answers.collect()));
        }
        out.append(&mut self.held);
    }
}

impl Open {
    fn new(step: &ChosenStep) -> Self {
        Self {
            answer: Answer {
                call: step.call,
                id: call_id(step),
                step: step.step.clone(),
                kind: AnswerKind::Finish,
                text: String::new(),
            },
            settled: matches!(step.does, Does::Finish),
            asks: false,
            whole: None,
        }
    }
}

/// The model's own name for the call, or one from the call's number.
pub(crate) fn call_id(step: &ChosenStep) -> String {
    if step.id.is_empty() {
        format!("call_{}", step.call)
    } else {
        step.id.clone()
    }
}

/// How much the model is told of a failure, in tokens by [`Estimate`]: the same for every plan.
const TOLD: u64 = 50;

fn shortened(failure: Failure) -> String {
    let bare = Failure {
        message: String::new(),
        ..failure.clone()
    };
    // A long hint leaves half of the room to the message.
    let room = TOLD
        .saturating_sub(Estimate.count(&bare.to_string()) + 1)
        .max(TOLD / 2);
    let message = condense(&failure.message, room, &Estimate);
    Failure { message, ..failure }.to_string()
}

/// What the model reads where a person refused a call.
fn denial(comment: Option<&str>) -> String {
    Failure::new(FailureKind::Denied, comment.unwrap_or_default()).to_string()
}
