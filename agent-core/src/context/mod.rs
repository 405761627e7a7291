//! The context: from a thread to the exact request that the model sees.
//!
//! Owns what is said in which order, and adds no text of its own: every byte comes from the user's template,
//! types, doc comments and thread. Pure; knows no transport.
#![deny(clippy::wildcard_enum_match_arm)]

mod messages;
pub(crate) mod offer;
mod xml;

use std::collections::VecDeque;
use std::sync::Arc;

use messages::Messages;
use xml::Xml;

use crate::event::{Event, Fact, FactError, Started, ThreadId, Verdict};
use crate::message::{Message, Settings};
use crate::prompt::{Role, Turn};
use crate::thread::Thread;
use crate::tool::{Failure, FailureKind};
use crate::wire::{Body, Dialect};

/// How a thread is written for the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The provider's messages: steps are native tool calls.
    #[default]
    Messages,
    /// One user message in which each event is an XML element; the reply is one JSON object whose tag
    /// names the step.
    Xml,
}

/// For whom a context is assembled.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The provider's dialect.
    pub dialect: &'static dyn Dialect,
    /// The model and how it samples.
    pub settings: &'a Settings,
    /// Where the model is, such as `https://host`; empty where there is no place. What a model said in its own words is
    /// for the one at the same place.
    pub host: &'a str,
    /// How the thread is written.
    pub format: Format,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
}

/// What was rendered before, of one thread for one [`Plan`]: a cache. Dropping it changes no byte of the next
/// request.
#[derive(Debug, Default)]
pub struct Rendered {
    frame: Option<Frame>,
    /// All but the frame's tail.
    body: Body,
    events: usize,
    transcript: Option<Transcript>,
    /// Facts of events to come, with their numbers: these need not be read.
    seen: VecDeque<(u64, Fact)>,
}

impl Rendered {
    /// Takes the fact of the thread's last event, so that it need not be read from there.
    #[cfg(feature = "run")]
    pub(crate) fn saw(&mut self, thread: &Thread, fact: Fact) {
        if fact.reads_back() {
            self.seen.push_back((thread.len(), fact));
        }
    }

    /// Whether what was rendered is the beginning of this thread's request under this plan.
    fn fits(&self, thread: &Thread, plan: &Plan<'_>) -> bool {
        self.events <= thread.events().len()
            && self.frame.as_ref().is_none_or(|frame| {
                frame.thread == *thread.id()
                    && frame.format == plan.format
                    && frame.dialect == plan.dialect.name()
                    && frame.settings == *plan.settings
                    && frame.host == plan.host
                    && frame.stream == plan.stream
            })
    }

    /// The fact of an event that comes after all before it.
    fn fact(seen: &mut VecDeque<(u64, Fact)>, event: &Event) -> Result<Option<Fact>, FactError> {
        if seen.front().is_some_and(|(seq, _)| *seq == event.seq()) {
            return Ok(seen.pop_front().map(|(_, fact)| fact));
        }
        Fact::read(event)
    }
}

/// What stands around the events.
#[derive(Debug)]
struct Frame {
    head: Arc<str>,
    tail: Arc<str>,
    /// Whose frame it is: another thread's or plan's must not be used.
    thread: ThreadId,
    dialect: &'static str,
    settings: Settings,
    host: String,
    format: Format,
    stream: bool,
    /// The head has the first message already.
    any: bool,
}

#[derive(Debug)]
enum Transcript {
    Messages(Messages),
    Xml(Xml),
}

/// The request that the model sees next. Work beyond handing on kept bytes grows with the new events only.
///
/// A cache of another thread or plan is thrown away.
///
/// # Errors
/// If an event cannot be read.
pub fn assemble(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
) -> Result<Body, FactError> {
    if !rendered.fits(thread, plan) {
        *rendered = Rendered::default();
    }
    let Rendered {
        frame,
        body: kept,
        events,
        transcript,
        seen,
    } = rendered;
    let frame = frame.get_or_insert_with(|| {
        let frame = Frame::new(thread, plan);
        kept.push(Arc::clone(&frame.head));
        frame
    });
    let transcript = transcript.get_or_insert_with(|| Transcript::new(plan, frame.any));
    let mut text = String::new();
    for event in &thread.events()[*events..] {
        if let Some(fact) = Rendered::fact(seen, event)? {
            transcript.take_in(fact, plan.dialect, &mut text);
        }
    }
    *events = thread.events().len();
    if !text.is_empty() {
        // The head is as long as ever; it stays by itself.
        kept.grow(1, text);
    }
    let mut body = kept.clone();
    body.push(Arc::clone(&frame.tail));
    Ok(body)
}

impl Frame {
    fn new(thread: &Thread, plan: &Plan<'_>) -> Self {
        let start = start(thread);
        let (system, opening) = start.as_ref().map(said_above).unwrap_or_default();
        let mut head = String::new();
        let mut any = offer::write(thread.state(), plan, &system, &mut head);
        let mut tail = String::new();
        if plan.format == Format::Xml {
            // The dialect writes a whole message; the events go where its text would stand.
            const EVENTS: &str = "@events@";
            for turn in opening {
                plan.dialect.message(&mut head, &turn.into(), !any);
                any = true;
            }
            let mut message = String::new();
            plan.dialect
                .message(&mut message, &Message::User(EVENTS), !any);
            if let Some((before, behind)) = message.split_once(EVENTS) {
                head.push_str(before);
                tail.push_str(behind);
            }
        }
        plan.dialect.tail(&mut tail);
        Self {
            head: head.into(),
            tail: tail.into(),
            thread: thread.id().clone(),
            dialect: plan.dialect.name(),
            settings: plan.settings.clone(),
            host: plan.host.to_owned(),
            format: plan.format,
            stream: plan.stream,
            any,
        }
    }
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

impl Transcript {
    fn new(plan: &Plan<'_>, any: bool) -> Self {
        match plan.format {
            Format::Messages => {
                Self::Messages(Messages::behind(any, &plan.settings.model, plan.host))
            }
            Format::Xml => Self::Xml(Xml::default()),
        }
    }

    fn take_in(&mut self, fact: Fact, dialect: &dyn Dialect, out: &mut String) {
        match self {
            Self::Messages(messages) => messages.take_in(fact, dialect, out),
            Self::Xml(xml) => {
                let mut text = String::new();
                xml.take_in(&fact, &mut text);
                escape(&text, out);
            }
        }
    }
}

/// The messages that facts become, one behind the other: what a request grows by. Instructions are not among them.
#[must_use]
pub fn messages(facts: impl IntoIterator<Item = Fact>, dialect: &dyn Dialect) -> String {
    let (mut messages, mut out) = (Messages::default(), String::new());
    for fact in facts {
        messages.take_in(fact, dialect, &mut out);
    }
    out
}

/// The thread as XML text, as the model reads it in [`Format::Xml`].
///
/// # Errors
/// If an event cannot be read.
pub fn xml(thread: &Thread) -> Result<String, FactError> {
    let mut xml = Xml::default();
    let mut out = String::new();
    for event in thread.events() {
        if let Some(fact) = Fact::read(event)? {
            xml.take_in(&fact, &mut out);
        }
    }
    Ok(out)
}

/// Text inside a JSON string.
fn escape(text: &str, out: &mut String) {
    // Serializing a str cannot fail.
    let quoted = serde_json::to_string(text).unwrap_or_default();
    out.push_str(
        quoted
            .get(1..quoted.len().saturating_sub(1))
            .unwrap_or_default(),
    );
}

/// A value for reading: text without its quotes, anything else as JSON.
fn readable(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
}

/// What the model reads where a person refused a call.
fn denial(comment: Option<&str>) -> String {
    Failure::new(FailureKind::Denied, comment.unwrap_or_default()).to_string()
}

/// What the model reads where nobody knows how a call ended.
fn left_unknown(verdict: Verdict) -> Option<String> {
    match verdict {
        Verdict::RunAgain => None,
        Verdict::LeaveUnknown => Some(Failure::unknown().to_string()),
    }
}
