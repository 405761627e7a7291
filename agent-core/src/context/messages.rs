//! Entries as the provider's messages, with native tool calls.

use serde::de::IgnoredAny;

use super::entry::{Answer, AnswerKind, Entry, ModelReply, ShownSteps, call_id};
use super::retrieval;
use crate::event::{ChosenStep, MessageReceived, ReplyRefused};
use crate::message::{InputPart, Message, MessageCall, MessageResult, Reply, ReplyCall, Said};
use crate::wire::Dialect;

/// Writes entries as messages of a dialect.
pub(super) struct Messages<'a> {
    pub dialect: &'a dyn Dialect,
    /// The model that the messages are for, and where it is; `None` if nobody says.
    pub to: Option<(&'a str, &'a str)>,
}

impl Messages<'_> {
    /// Writes one; `first` if no message stands before it, which then changes.
    pub(super) fn write(&self, entry: &Entry, first: &mut bool, out: &mut String) {
        let mut say = |message: &Message<'_>| {
            self.dialect
                .message(out, message, std::mem::replace(first, false));
        };
        match entry {
            Entry::Message(message) => user(message, say),
            Entry::Advice(text) | Entry::Summary(text) => say(&Message::User(text)),
            Entry::Documents(_) | Entry::State(_) => say(&Message::User(&retrieval::text(entry))),
            Entry::Steps(steps) => self.steps(steps, say),
            Entry::Answers(answers) => {
                let results: Vec<_> = answers.iter().map(result).collect();
                say(&Message::ToolResults(&results));
            }
            Entry::Paused(reply) => self.paused(reply, say),
            Entry::Refused(reply, refused) => {
                if let Some(reply) = reply {
                    self.refused(reply, refused, say);
                }
            }
        }
    }

    fn steps(&self, shown: &ShownSteps, mut say: impl FnMut(&Message<'_>)) {
        let ids: Vec<String> = shown.steps.iter().map(call_id).collect();
        let calls = shown.steps.iter().zip(&ids);
        let calls: Vec<_> = calls
            .map(|(step, id)| MessageCall {
                id,
                name: &step.step,
                arguments: &step.arguments,
            })
            .collect();
        let own = shown.reply.as_deref().and_then(|reply| self.own(reply));
        say(&Message::Assistant {
            text: shown
                .reply
                .as_ref()
                .and_then(|reply| reply.reply.text.as_deref()),
            calls: &calls,
            said: own.filter(|_| {
                let reply = shown.reply.as_ref();
                reply.is_some_and(|reply| are_its_calls(&reply.reply, &shown.steps))
            }),
        });
    }

    /// The reply in the provider's own words. Signed thoughts are only for the model that had them, where it is: another
    /// one would refuse them, and another provider has no business with them, though it has a model of the same name.
    fn own<'r>(&self, reply: &'r ModelReply) -> Option<&'r Said> {
        let other = |own: &str, by: &str| !by.is_empty() && own != by;
        let by = &reply.by;
        let others = |(model, host)| other(model, &by.model) || other(host, &by.host);
        if self.to.is_some_and(others) {
            return None;
        }
        reply.reply.said.as_ref()
    }

    /// What the model said so far goes back as it is.
    fn paused(&self, reply: &ModelReply, mut say: impl FnMut(&Message<'_>)) {
        let (text, said) = (reply.reply.text.as_deref(), self.own(reply));
        if text.is_some() || said.is_some() {
            let calls = &[];
            say(&Message::Assistant { text, calls, said });
        }
    }

    /// What the model said stays in sight, with the reason why it was refused.
    fn refused(
        &self,
        reply: &ModelReply,
        refused: &ReplyRefused,
        mut say: impl FnMut(&Message<'_>),
    ) {
        let own = self.own(reply);
        let reply = &reply.reply;
        let calls: Vec<MessageCall<'_>> = reply.calls.iter().map(readable_call).collect();
        if reply.text.is_some() || !calls.is_empty() || own.is_some() {
            say(&Message::Assistant {
                text: reply.text.as_deref(),
                calls: &calls,
                said: own.filter(|_| as_made(reply, &calls)),
            });
        }
        if calls.is_empty() {
            return say(&Message::User(&refused.feedback));
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
        say(&Message::ToolResults(&results));
    }
}

fn result(answer: &Answer) -> MessageResult<'_> {
    MessageResult {
        id: &answer.id,
        name: &answer.step,
        content: &answer.text,
        failed: answer.kind == AnswerKind::Failed,
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
fn as_made(reply: &Reply, calls: &[MessageCall<'_>]) -> bool {
    let made = reply.calls.iter().map(ReplyCall::message);
    made.eq(calls.iter().copied())
}

/// Whether the steps are exactly the reply's calls.
fn are_its_calls(reply: &Reply, steps: &[ChosenStep]) -> bool {
    let same =
        |(call, step): (&ReplyCall, &ChosenStep)| call.id == step.id && call.name == step.step;
    reply.calls.len() == steps.len() && reply.calls.iter().zip(steps).all(same)
}

fn user(message: &MessageReceived, mut say: impl FnMut(&Message<'_>)) {
    let MessageReceived {
        text, attachments, ..
    } = message;
    if attachments.is_empty() {
        return say(&Message::User(text));
    }
    let words = (!text.is_empty()).then(|| InputPart::Text(text.clone()));
    let parts: Vec<InputPart> = words
        .into_iter()
        .chain(attachments.iter().cloned())
        .collect();
    say(&Message::UserParts(&parts));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::entry::Speaker;
    use crate::wire::OpenAiChatDialect;

    fn place(name: &str) -> (&str, &str) {
        name.split_once('@').unwrap_or((name, ""))
    }

    /// The turn of a model as another request shows it.
    fn shown(by: &str, to: &str) -> String {
        let reply = Reply {
            text: Some("Hi".into()),
            said: Some(Said {
                dialect: "openai_chat".into(),
                json: r#"{"role":"assistant","content":"Hi","reasoning":"Hm."}"#.into(),
            }),
            ..Reply::default()
        };
        let (model, host) = place(by);
        let (model, host) = (model.to_owned(), host.to_owned());
        let by = Speaker { model, host };
        let refused = ReplyRefused {
            error: "no_json".into(),
            feedback: "What?".into(),
            calls: Vec::new(),
        };
        let messages = Messages {
            dialect: &OpenAiChatDialect,
            to: Some(place(to)),
        };
        let (mut first, mut out) = (true, String::new());
        let entry = Entry::Refused(Some(Box::new(ModelReply { by, reply })), refused);
        messages.write(&entry, &mut first, &mut out);
        out
    }

    #[test]
    fn what_a_model_said_in_its_own_words_is_for_that_model() {
        for (by, to, own) in [
            ("small-1", "small-1", true),
            ("small-1", "large-1", false),
            ("", "small-1", true),
            ("large-1@https://a", "large-1@https://a", true),
            // The same model of another provider.
            ("large-1@https://a", "large-1@https://b", false),
        ] {
            let shown = shown(by, to);
            assert!(shown.contains(r#""content":"Hi""#), "{shown}");
            assert_eq!(shown.contains("Hm."), own, "{by:?} {to}: {shown}");
        }
    }
}
