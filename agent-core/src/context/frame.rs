//! What stands around the entries: what the model may answer, the instructions, and how the request ends.

use std::sync::Arc;

use super::format::quoted;
use super::{Format, Plan, TokenCounter, offer};
use crate::event::{Fact, PartTokens, Started, ThreadId};
use crate::message::{Message, Settings};
use crate::prompt::{Role, Turn};
use crate::thread::Thread;

/// What stands around the events.
#[derive(Debug)]
pub(super) struct Frame {
    pub head: Arc<str>,
    pub tail: Arc<str>,
    /// Whose frame it is: another thread's or plan's must not be used.
    thread: ThreadId,
    dialect: &'static str,
    settings: Settings,
    host: String,
    format: Format,
    stream: bool,
    /// Who counts, if somebody does.
    counter: Option<String>,
    /// Tokens of the instructions and of what is offered; nothing where nobody counts.
    pub tokens: PartTokens,
    /// No entry stands behind the head yet; of messages, none stands in it either.
    pub first: bool,
}

impl Frame {
    pub(super) fn new(thread: &Thread, plan: &Plan<'_>) -> Self {
        let start = start(thread);
        let (system, opening) = start.as_ref().map(said_above).unwrap_or_default();
        let mut head = String::new();
        let mut any = offer::write(thread.state(), plan, &system, &mut head);
        for turn in opening {
            plan.dialect.message(&mut head, &turn.into(), !any);
            any = true;
        }
        let mut tail = String::new();
        let first = match plan.format {
            Format::Messages => !any,
            Format::Text(_) => {
                let (before, behind) = around_text(plan, !any);
                head.push_str(&before);
                tail.push_str(&behind);
                true
            }
        };
        plan.dialect.tail(&mut tail);
        let tokens = plan
            .bounds
            .map(|bounds| tokens(bounds.counter, &system, opening, &head, &tail));
        Self {
            head: head.into(),
            tail: tail.into(),
            thread: thread.id().clone(),
            dialect: plan.dialect.name(),
            settings: plan.settings.clone(),
            host: plan.host.to_owned(),
            format: plan.format,
            stream: plan.stream,
            counter: counter(plan).map(str::to_owned),
            tokens: tokens.unwrap_or_default(),
            first,
        }
    }

    /// Whether this is the frame of the thread under the plan.
    pub(super) fn is_of(&self, thread: &Thread, plan: &Plan<'_>) -> bool {
        self.thread == *thread.id()
            && self.format == plan.format
            && self.dialect == plan.dialect.name()
            && self.settings == *plan.settings
            && self.host == plan.host
            && self.stream == plan.stream
            && self.counter.as_deref() == counter(plan)
    }
}

fn counter<'a>(plan: &Plan<'a>) -> Option<&'a str> {
    plan.bounds.map(|bounds| bounds.counter.name())
}

/// What the prompt says is counted as it stands in the request; the rest of the head is the offer and the settings.
fn tokens(
    counter: &dyn TokenCounter,
    system: &[&str],
    opening: &[Turn],
    head: &str,
    tail: &str,
) -> PartTokens {
    let texts = system
        .iter()
        .copied()
        .chain(opening.iter().map(|turn| turn.text.as_str()));
    let system = texts.map(|text| counter.count(&quoted(text))).sum();
    let tools = counter.count(head).saturating_sub(system) + counter.count(tail);
    PartTokens {
        system,
        tools,
        ..PartTokens::default()
    }
}

/// What the dialect writes before and behind the text of one message.
fn around_text(plan: &Plan<'_>, first: bool) -> (String, String) {
    const TEXT: &str = "@text@";
    let mut message = String::new();
    plan.dialect
        .message(&mut message, &Message::User(TEXT), first);
    let around = message.split_once(TEXT).unwrap_or_default();
    (around.0.to_owned(), around.1.to_owned())
}

/// The start of the thread, with the messages that the prompt became.
fn start(thread: &Thread) -> Option<Started> {
    thread
        .events()
        .iter()
        .find_map(|event| match Fact::read(event) {
            Ok(Some(Fact::Started(started))) => Some(started),
            _ => None,
        })
}

/// The instructions above the conversation, and the turns that follow them.
fn said_above(start: &Started) -> (Vec<&str>, &[Turn]) {
    let (above, opening) = above(&start.opening);
    let system = start.system.as_deref().into_iter();
    (
        system
            .chain(above.iter().map(|turn| turn.text.as_str()))
            .collect(),
        opening,
    )
}

/// A prompt's turns: the instructions it begins with, and what follows them.
pub(crate) fn above(turns: &[Turn]) -> (&[Turn], &[Turn]) {
    let end = turns
        .iter()
        .position(|turn| turn.role != Role::System)
        .unwrap_or(turns.len());
    turns.split_at(end)
}
