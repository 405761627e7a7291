//! A thread as XML elements, one an event.
//!
//! Text cannot forge an element: `<`, `>` and `&` inside values are written as entities, and nothing else
//! of a text is changed. A result names no call, so the results of a batch stand in the order of its calls:
//! they are held until the batch has settled, and messages that came meanwhile follow.

use serde_json::Value;

use super::readable;
use crate::event::{ChosenStep, Does, Fact, MessageReceived, raw};
use crate::message::{InputPart, Source};
use crate::tool::Failure;

/// What must be remembered between events.
#[derive(Debug, Default)]
pub(super) struct Xml {
    any: bool,
    open: Vec<OpenStep>,
    held: Vec<String>,
}

#[derive(Debug)]
struct OpenStep {
    call: u64,
    /// The name and the text of its element.
    answer: Option<(&'static str, String)>,
    /// The whole result, until its summary comes.
    whole: Option<String>,
}

impl Xml {
    pub(super) fn take_in(&mut self, fact: &Fact, out: &mut String) {
        match fact {
            Fact::MessageReceived(fact) => {
                self.held.push(words(fact));
                self.flush(out);
            }
            Fact::StepsChosen(fact) => self.chosen(&fact.steps, out),
            Fact::CallReturned(fact) if fact.summarize => self.keep(fact.call, &fact.value),
            Fact::ResultSummarized(fact) => {
                let whole = self.kept(fact.call).map(|value| readable(&value));
                if let Some(text) = fact.summary.clone().or(whole) {
                    self.settle(fact.call, "tool_response", text, out);
                }
            }
            Fact::CallJudged(fact) => {
                if let Some(reason) = fact.veto.clone() {
                    let text = Failure::vetoed(reason).to_string();
                    self.settle(fact.call, "tool_response", text, out);
                }
            }
            Fact::CallReturned(fact) => {
                self.settle(fact.call, "tool_response", readable(&fact.value), out);
            }
            Fact::CallFailed(fact) if !fact.retry => {
                self.settle(fact.call, "tool_response", fact.failure.to_string(), out);
            }
            Fact::ApprovalAnswered(fact) if !fact.approved => {
                let text = super::denial(fact.comment.as_deref());
                self.settle(fact.call, "tool_response", text, out);
            }
            Fact::LossSettled(fact) => {
                if let Some(text) = super::left_unknown(fact.verdict) {
                    self.settle(fact.call, "tool_response", text, out);
                }
            }
            Fact::QuestionAnswered(fact) => {
                self.settle(fact.call, "human_response", readable(&fact.answer), out);
            }
            Fact::WaitEnded(fact) => {
                let data = fact.data.as_deref().map(readable).unwrap_or_default();
                self.settle(fact.call, "wait_ended", data, out);
            }
            Fact::ReplyRefused(fact) => self.element("error", &fact.feedback, out),
            Fact::HelpAnswered(fact) => {
                if let Some(advice) = &fact.advice {
                    self.element("human_response", advice, out);
                }
            }
            Fact::Started(_)
            | Fact::Forked(_)
            | Fact::ModelAsked(_)
            | Fact::ModelAttempted(_)
            | Fact::ModelReplied(_)
            // In one message of the user there is no place for the model's own words.
            | Fact::TurnPaused
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
            | Fact::BreakerOpened(_)
            | Fact::BreakerProbed(_)
            | Fact::BreakerClosed(_) => {}
        }
    }

    fn chosen(&mut self, steps: &[ChosenStep], out: &mut String) {
        for step in steps {
            self.step(step, out);
        }
        let waiting = steps
            .iter()
            .filter(|step| !matches!(step.does, Does::Finish));
        self.open = waiting
            .map(|step| OpenStep {
                call: step.call,
                answer: None,
                whole: None,
            })
            .collect();
        self.flush(out);
    }

    fn keep(&mut self, call: u64, whole: &str) {
        if let Some(open) = self.open.iter_mut().find(|open| open.call == call) {
            open.whole = Some(whole.to_owned());
        }
    }

    fn kept(&mut self, call: u64) -> Option<String> {
        let open = self.open.iter_mut().find(|open| open.call == call)?;
        open.whole.take()
    }

    fn settle(&mut self, call: u64, name: &'static str, text: String, out: &mut String) {
        if let Some(open) = self.open.iter_mut().find(|open| open.call == call) {
            open.answer = Some((name, text));
        }
        self.flush(out);
    }

    /// Writes the answers once all are there, and then what waited for them.
    fn flush(&mut self, out: &mut String) {
        if self.open.iter().any(|open| open.answer.is_none()) {
            return;
        }
        let open = std::mem::take(&mut self.open);
        for (name, text) in open.into_iter().filter_map(|open| open.answer) {
            self.element(name, &text, out);
        }
        for text in std::mem::take(&mut self.held) {
            self.element("user_input", &text, out);
        }
    }

    fn step(&mut self, step: &ChosenStep, out: &mut String) {
        let lines: Vec<String> = raw::members(&step.arguments)
            .filter_map(Result::ok)
            .map(|(name, value)| format!("{name}: {}", line(value)))
            .collect();
        self.element(&step.step, &lines.join("\n"), out);
    }

    fn element(&mut self, name: &str, body: &str, out: &mut String) {
        if self.any {
            out.push('\n');
        }
        self.any = true;
        out.push_str("\n<");
        out.push_str(name);
        out.push_str(">\n");
        entities(body, out);
        out.push_str("\n</");
        out.push_str(name);
        out.push_str(">\n");
    }
}

/// What was written, and a line for each thing shown: one text message has no place for its bytes.
fn words(message: &MessageReceived) -> String {
    let shown = message.attachments.iter().map(|part| match part {
        InputPart::Text(text) => text.clone(),
        InputPart::Image(media) | InputPart::File(media) => {
            let place = match &media.source {
                Source::Base64(_) => None,
                Source::Url(place) | Source::Id(place) => Some(place.as_str()),
            };
            let known = [
                Some(media.media_type.as_str()),
                media.name.as_deref(),
                place,
            ];
            let known: Vec<&str> = known
                .into_iter()
                .flatten()
                .filter(|k| !k.is_empty())
                .collect();
            known.join(" ")
        }
    });
    let said = (!message.text.is_empty()).then(|| message.text.clone());
    said.into_iter().chain(shown).collect::<Vec<_>>().join("\n")
}

/// A value on one line: plain text where that reads back as the same text, JSON otherwise.
fn line(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) if is_plain(&text) => text,
        _ => json.to_owned(),
    }
}

/// Text that neither looks like another JSON value nor spans lines.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && !text.contains(['\n', '\r'])
        && serde_json::from_str::<Value>(text).is_err()
}

fn entities(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            other => out.push(other),
        }
    }
}
