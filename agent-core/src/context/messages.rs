//! A thread as the provider's messages, with native tool calls.
//!
//! Providers want every call of a turn answered before anything else is said: results are held until
//! the batch has settled and then written in call order, and messages that came meanwhile follow.

use serde::de::IgnoredAny;

use super::readable;
use crate::event::{
    CallJudged, Chooser, ChosenStep, Does, Fact, MessageReceived, ModelReplied, ReplyRefused,
    StepsChosen,
};
use crate::message::{InputPart, Message, MessageCall, MessageResult, Reply, ReplyCall, Said};
use crate::tool::Failure;
use crate::wire::Dialect;

/// What must be remembered between events.
#[derive(Debug, Default)]
pub(super) struct Messages {
    any: bool,
    /// The model that the messages are for, and where it is; `None` if nobody says.
    model: Option<(String, String)>,
    /// The model that was asked last, and where.
    asked: (String, String),
    reply: Option<Box<Reply>>,
    open: Vec<OpenCall>,
    held: Vec<MessageReceived>,
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
    /// The messages for a model, behind a head that has the first one already, or has not.
    pub(super) fn behind(any: bool, model: &str, host: &str) -> Self {
        Self {
            any,
            model: Some((model.to_owned(), host.to_owned())),
            ..Self::default()
        }
    }

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
                // The instructions at the beginning stand in the head.
                for turn in super::above(&fact.opening).1 {
                    out.write(&Message::from(turn));
                }
            }
            Fact::MessageReceived(fact) => {
                self.held.push(fact);
                self.flush(out);
            }
            Fact::ModelAsked(fact) => self.asked = (fact.model, fact.host),
            Fact::ModelReplied(fact) => self.replied(fact),
            Fact::ReplyRefused(fact) => self.refused(&fact, out),
            Fact::TurnPaused => self.paused(out),
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
                self.held.extend(fact.advice.map(MessageReceived::from));
                self.flush(out);
            }
            Fact::Forked(_)
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

    /// Signed thoughts are only for the model that had them, where it is: another one would refuse them, and another
    /// provider has no business with them, though it has a model of the same name.
    fn replied(&mut self, fact: ModelReplied) {
        let mut reply = Box::new(fact.reply);
        let asked = || self.asked.clone();
        let by = fact.by.map_or_else(asked, |by| (by.model, by.host));
        let other = |own: &String, by: &String| !by.is_empty() && own != by;
        let others = |(model, host): &(String, String)| other(model, &by.0) || other(host, &by.1);
        if self.model.as_ref().is_some_and(others) {
            reply.said = None;
        }
        self.reply = Some(reply);
    }

    fn chosen(&mut self, fact: StepsChosen, out: &mut Writer<'_>) {
        let reply = match fact.by {
            Chooser::Model => self.reply.take().filter(|reply| !reply.calls.is_empty()),
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
            text: reply.as_ref().and_then(|reply| reply.text.as_deref()),
            calls: &calls,
            said: reply.as_ref().and_then(|reply| said(reply, &fact.steps)),
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
        let results: Vec<MessageResult<'_>> = self.open.iter().map(OpenCall::result).collect();
        if !results.is_empty() {
            out.write(&Message::ToolResults(&results));
        }
        drop(results);
        self.open.clear();
        for message in self.held.drain(..) {
            user(message, out);
        }
    }

    /// What the model said so far goes back as it is.
    fn paused(&mut self, out: &mut Writer<'_>) {
        let Some(reply) = self.reply.take() else {
            return;
        };
        if reply.text.is_some() || reply.said.is_some() {
            out.write(&Message::Assistant {
                text: reply.text.as_deref(),
                calls: &[],
                said: reply.said.as_ref(),
            });
        }
    }

    /// What the model said stays in sight, with the reason why it was refused.
    fn refused(&mut self, refused: &ReplyRefused, out: &mut Writer<'_>) {
        let Some(reply) = self.reply.take() else {
            return;
        };
        let calls: Vec<MessageCall<'_>> = reply.calls.iter().map(readable_call).collect();
        if reply.text.is_some() || !calls.is_empty() || reply.said.is_some() {
            out.write(&Message::Assistant {
                text: reply.text.as_deref(),
                calls: &calls,
                said: reply.said.as_ref().filter(|_| as_said(&reply, &calls)),
            });
        }
        if calls.is_empty() {
            out.write(&Message::User(&refused.feedback));
            return;
        }
        let told = |at: usize| refused.calls.get(at).map(|call| call.feedback.as_str());
        let results: Vec<MessageResult<'_>> = calls
            .iter()
            .enumerate()
            .map(|(at, call)| MessageResult {
                id: call.id,
                name: call.name,
                content: told(at).unwrap_or(&refused.feedback),
                failed: true,
            })
            .collect();
        out.write(&Message::ToolResults(&results));
    }
}

/// A call as a request may hold it. Servers that read the arguments of old calls refuse the whole request where these
/// are no object, for ever: what was wrong with them stands in the result.
fn readable_call(call: &ReplyCall) -> MessageCall<'_> {
    let json = serde_json::from_str::<IgnoredAny>(&call.arguments).is_ok();
    let object = json && call.arguments.trim_start().starts_with('{');
    MessageCall {
        arguments: if object { &call.arguments } else { "{}" },
        ..call.message()
    }
}

/// Whether all calls are shown as the model made them.
fn as_said(reply: &Reply, calls: &[MessageCall<'_>]) -> bool {
    let said = reply.calls.iter().map(ReplyCall::message);
    said.eq(calls.iter().copied())
}

impl OpenCall {
    fn result(&self) -> MessageResult<'_> {
        MessageResult {
            id: &self.id,
            name: &self.name,
            content: self.result.as_deref().unwrap_or_default(),
            failed: self.failed,
        }
    }
}

/// The turn in the provider's own words, if the steps are exactly its calls.
fn said<'a>(reply: &'a Reply, steps: &[ChosenStep]) -> Option<&'a Said> {
    let same = reply.calls.len() == steps.len()
        && reply
            .calls
            .iter()
            .zip(steps)
            .all(|(call, step)| call.id == step.id && call.name == step.step);
    reply.said.as_ref().filter(|_| same)
}

fn user(message: MessageReceived, out: &mut Writer<'_>) {
    let MessageReceived { text, attachments } = message;
    if attachments.is_empty() {
        return out.write(&Message::User(&text));
    }
    let words = (!text.is_empty()).then_some(InputPart::Text(text));
    let parts: Vec<InputPart> = words.into_iter().chain(attachments).collect();
    out.write(&Message::UserParts(&parts));
}

/// The model's own name for the call, or one from the call's number.
fn id(given: &str, call: u64) -> String {
    if given.is_empty() {
        format!("call_{call}")
    } else {
        given.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{AskedModel, ReplyRefused};
    use crate::wire::OpenAiChatDialect;

    /// The turn of a model as another request shows it.
    fn shown(by: Option<&str>, to: &str) -> String {
        let place = |name: &str| {
            let (model, host) = name.split_once('@').unwrap_or((name, ""));
            (model.to_owned(), host.to_owned())
        };
        let reply = Reply {
            text: Some("Hi".into()),
            said: Some(Said {
                dialect: "openai_chat".into(),
                json: r#"{"role":"assistant","content":"Hi","reasoning":"Hm."}"#.into(),
            }),
            ..Reply::default()
        };
        let by = by.map(place).map(|(model, host)| AskedModel {
            model,
            dialect: "openai_chat".into(),
            host,
        });
        let replied = ModelReplied {
            reply,
            by,
            ..ModelReplied::default()
        };
        let refused = ReplyRefused {
            error: "no_json".into(),
            feedback: "What?".into(),
            calls: Vec::new(),
        };
        let (model, host) = place(to);
        let mut messages = Messages::behind(false, &model, &host);
        messages.asked = place("small-1");
        let mut out = String::new();
        for fact in [Fact::ModelReplied(replied), Fact::ReplyRefused(refused)] {
            messages.take_in(fact, &OpenAiChatDialect, &mut out);
        }
        out
    }

    #[test]
    fn what_a_model_said_in_its_own_words_is_for_that_model() {
        for (by, to, own) in [
            (None, "small-1", true),
            (None, "large-1", false),
            (Some("large-1"), "large-1", true),
            (Some("large-1"), "small-1", false),
            (Some("large-1@https://a"), "large-1@https://a", true),
            // The same model of another provider.
            (Some("large-1@https://a"), "large-1@https://b", false),
        ] {
            let shown = shown(by, to);
            assert!(shown.contains(r#""content":"Hi""#), "{shown}");
            assert_eq!(shown.contains("Hm."), own, "{by:?} {to}: {shown}");
        }
    }
}
