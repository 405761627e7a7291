//! A thread as the provider's messages, with native tool calls.
//!
//! Providers want every call of a turn answered before anything else is said: results are held until
//! the batch has settled and then written in call order, and messages that came meanwhile follow.

use super::readable;
use crate::event::{CallJudged, Chooser, Does, Fact, ReplyRefused, StepsChosen};
use crate::message::{Message, MessageCall, Reply};
use crate::tool::Failure;
use crate::wire::Dialect;

/// What must be remembered between events.
#[derive(Debug, Default)]
pub(super) struct Messages {
    any: bool,
    reply: Option<Box<Reply>>,
    open: Vec<OpenCall>,
    held: Vec<String>,
}

#[derive(Debug)]
struct OpenCall {
    call: u64,
    id: String,
    name: String,
    result: Option<String>,
    /// The whole result, until its summary comes.
    whole: Option<String>,
    failed: bool,
}

/// Writes messages in the dialect, and knows which is the first.
struct Writer<'a> {
    dialect: &'a dyn Dialect,
    any: &'a mut bool,
    out: &'a mut String,
}

impl Writer<'_> {
    fn write(&mut self, message: &Message<'_>) {
        self.dialect.message(self.out, message, !*self.any);
        *self.any = true;
    }
}

impl Messages {
    pub(super) fn take_in(&mut self, fact: Fact, dialect: &dyn Dialect, out: &mut String) {
        let mut any = self.any;
        let mut writer = Writer {
            dialect,
            any: &mut any,
            out,
        };
        self.write(fact, &mut writer);
        self.any = any;
    }

    fn write(&mut self, fact: Fact, out: &mut Writer<'_>) {
        match fact {
            Fact::Started(fact) => {
                if let Some(system) = &fact.system {
                    out.write(&Message::System(system));
                }
                for turn in &fact.opening {
                    out.write(&Message::from(turn));
                }
            }
            Fact::MessageReceived(fact) => {
                self.held.push(fact.text);
                self.flush(out);
            }
            Fact::ModelReplied(fact) => self.reply = Some(Box::new(fact.reply)),
            Fact::ReplyRefused(fact) => self.refused(&fact, out),
            Fact::StepsChosen(fact) => {
                self.chosen(fact, out);
                self.flush(out);
            }
            Fact::CallReturned(fact) if fact.summarize => self.keep(fact.call, fact.value),
            Fact::CallReturned(fact) => self.settle(fact.call, readable(&fact.value), false, out),
            Fact::ResultSummarized(fact) => {
                let whole = self.kept(fact.call).map(|value| readable(&value));
                if let Some(text) = fact.summary.or(whole) {
                    self.settle(fact.call, text, false, out);
                }
            }
            Fact::CallFailed(fact) if !fact.retry => {
                self.settle(fact.call, fact.failure.to_string(), true, out);
            }
            Fact::ApprovalAnswered(fact) if !fact.approved => {
                self.settle(fact.call, super::denial(fact.comment.as_deref()), true, out);
            }
            Fact::CallJudged(CallJudged {
                call,
                veto: Some(reason),
                ..
            }) => self.settle(call, Failure::vetoed(reason).to_string(), true, out),
            Fact::LossSettled(fact) => {
                if let Some(text) = super::left_unknown(fact.verdict) {
                    self.settle(fact.call, text, true, out);
                }
            }
            Fact::QuestionAnswered(fact) => {
                self.settle(fact.call, readable(&fact.answer), false, out);
            }
            Fact::WaitEnded(fact) => {
                let data = fact.data.as_deref().map(readable).unwrap_or_default();
                self.settle(fact.call, data, false, out);
            }
            Fact::HelpAnswered(fact) => {
                self.held.extend(fact.advice);
                self.flush(out);
            }
            Fact::Forked(_)
            | Fact::ModelAsked(_)
            | Fact::ModelAttempted(_)
            | Fact::ModelFailed(_)
            | Fact::FlowChosen(_)
            | Fact::CallGated(_)
            | Fact::ApprovalAnswered(_)
            | Fact::CallStarted(_)
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
            | Fact::BreakerClosed(_) => {}
        }
    }

    fn chosen(&mut self, fact: StepsChosen, out: &mut Writer<'_>) {
        let text = match fact.by {
            Chooser::Model => self
                .reply
                .take()
                .filter(|reply| !reply.calls.is_empty())
                .and_then(|reply| reply.text),
            Chooser::Flow | Chooser::Fallback => None,
        };
        let ids: Vec<String> = fact
            .steps
            .iter()
            .map(|step| id(&step.id, step.call))
            .collect();
        let calls: Vec<MessageCall<'_>> = fact
            .steps
            .iter()
            .zip(&ids)
            .map(|(step, id)| MessageCall {
                id,
                name: &step.step,
                arguments: &step.arguments,
            })
            .collect();
        out.write(&Message::Assistant {
            text: text.as_deref(),
            calls: &calls,
        });
        drop(calls);
        let steps = fact.steps.into_iter().zip(ids);
        self.open = steps
            .map(|(step, id)| OpenCall {
                call: step.call,
                id,
                name: step.step,
                // Providers want an answer to every call; a final answer has none to give.
                result: matches!(step.does, Does::Finish).then(String::new),
                whole: None,
                failed: false,
            })
            .collect();
    }

    fn keep(&mut self, call: u64, whole: String) {
        if let Some(open) = self.open.iter_mut().find(|open| open.call == call) {
            open.whole = Some(whole);
        }
    }

    fn kept(&mut self, call: u64) -> Option<String> {
        let open = self.open.iter_mut().find(|open| open.call == call)?;
        open.whole.take()
    }

    fn settle(&mut self, call: u64, result: String, failed: bool, out: &mut Writer<'_>) {
        if let Some(open) = self.open.iter_mut().find(|open| open.call == call) {
            open.result = Some(result);
            open.failed = failed;
        }
        self.flush(out);
    }

    /// Writes the results once all are there, and then what waited for them.
    fn flush(&mut self, out: &mut Writer<'_>) {
        if self.open.iter().any(|open| open.result.is_none()) {
            return;
        }
        for open in self.open.drain(..) {
            out.write(&Message::ToolResult {
                id: &open.id,
                name: &open.name,
                content: open.result.as_deref().unwrap_or_default(),
                failed: open.failed,
            });
        }
        for text in self.held.drain(..) {
            out.write(&Message::User(&text));
        }
    }

    /// What the model said stays in sight, with the reason why it was refused.
    fn refused(&mut self, refused: &ReplyRefused, out: &mut Writer<'_>) {
        let Some(reply) = self.reply.take() else {
            return;
        };
        let calls: Vec<MessageCall<'_>> = reply
            .calls
            .iter()
            .map(|call| MessageCall {
                id: &call.id,
                name: &call.name,
                arguments: &call.arguments,
            })
            .collect();
        if reply.text.is_some() || !calls.is_empty() {
            out.write(&Message::Assistant {
                text: reply.text.as_deref(),
                calls: &calls,
            });
        }
        if calls.is_empty() {
            out.write(&Message::User(&refused.feedback));
        }
        for (at, call) in calls.iter().enumerate() {
            let told = refused.calls.get(at).map(|call| &call.feedback);
            out.write(&Message::ToolResult {
                id: call.id,
                name: call.name,
                content: told.unwrap_or(&refused.feedback),
                failed: true,
            });
        }
    }
}

/// The model's own name for the call, or one from the call's number.
fn id(given: &str, call: u64) -> String {
    if given.is_empty() {
        format!("call_{call}")
    } else {
        given.to_owned()
    }
}
