//! From a thread to the request, with what was rendered before as a cache.

use std::collections::VecDeque;
use std::sync::Arc;

use super::entry::{Entries, Entry};
use super::frame::Frame;
use super::messages::Messages;
use super::{Element, Format, Plan, TextFormat, format};
use crate::event::{Event, Fact, FactError};
use crate::message::Message;
use crate::thread::Thread;
use crate::wire::{Body, Dialect};

/// What was rendered before, of one thread for one [`Plan`]: a cache. Dropping it changes no byte of the next
/// request.
#[derive(Debug, Default)]
pub struct Rendered {
    frame: Option<Frame>,
    /// All but the frame's tail.
    body: Body,
    events: usize,
    entries: Entries,
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
            && self
                .frame
                .as_ref()
                .is_none_or(|frame| frame.is_of(thread, plan))
    }

    /// The fact of an event that comes after all before it.
    fn fact(seen: &mut VecDeque<(u64, Fact)>, event: &Event) -> Result<Option<Fact>, FactError> {
        if seen.front().is_some_and(|(seq, _)| *seq == event.seq()) {
            return Ok(seen.pop_front().map(|(_, fact)| fact));
        }
        Fact::read(event)
    }
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
        entries,
        seen,
    } = rendered;
    let frame = frame.get_or_insert_with(|| {
        let frame = Frame::new(thread, plan);
        kept.push(Arc::clone(&frame.head));
        frame
    });
    let mut new = Vec::new();
    for event in &thread.events()[*events..] {
        if let Some(fact) = Rendered::fact(seen, event)? {
            entries.take_in(fact, &mut new);
        }
    }
    *events = thread.events().len();
    let mut text = String::new();
    for entry in &new {
        write(entry, plan, &mut frame.first, &mut text);
    }
    if !text.is_empty() {
        // The head is as long as ever; it stays by itself.
        kept.grow(1, text);
    }
    let mut body = kept.clone();
    body.push(Arc::clone(&frame.tail));
    Ok(body)
}

/// Writes an entry as it stands in the request; `first` if none stands before it, which then changes.
fn write(entry: &Entry, plan: &Plan<'_>, first: &mut bool, out: &mut String) {
    match plan.format {
        Format::Messages => {
            let model = Some(plan.settings.model.as_str());
            let dialect = plan.dialect;
            Messages { dialect, model }.write(entry, first, out);
        }
        Format::Text(format) => {
            let mut text = String::new();
            format::write(format, entry, first, &mut text);
            escape(&text, out);
        }
    }
}

/// The messages that facts become, one behind the other: what a request grows by. Instructions are not among them.
#[must_use]
pub fn messages(facts: impl IntoIterator<Item = Fact>, dialect: &dyn Dialect) -> String {
    let (mut entries, mut new) = (Entries::default(), Vec::new());
    let (mut first, mut out) = (true, String::new());
    for fact in facts {
        if let Fact::Started(start) = &fact {
            for turn in super::above(&start.opening).1 {
                dialect.message(&mut out, &Message::from(turn), std::mem::take(&mut first));
            }
        }
        entries.take_in(fact, &mut new);
    }
    let model = None;
    for entry in &new {
        Messages { dialect, model }.write(entry, &mut first, &mut out);
    }
    out
}

/// The thread as one text, as the model reads it in a [`Format::Text`].
///
/// # Errors
/// If an event cannot be read.
pub fn thread_text(thread: &Thread, format: &dyn TextFormat) -> Result<String, FactError> {
    let (mut first, mut out) = (true, String::new());
    for entry in entries(thread)? {
        format::write(format, &entry, &mut first, &mut out);
    }
    Ok(out)
}

/// The thread as the elements that a text format writes.
///
/// # Errors
/// If an event cannot be read.
pub fn elements(thread: &Thread) -> Result<Vec<Element<'static>>, FactError> {
    let entries = entries(thread)?;
    let elements = entries.iter().flat_map(format::elements);
    Ok(elements.map(Element::into_owned).collect())
}

fn entries(thread: &Thread) -> Result<Vec<Entry>, FactError> {
    let (mut entries, mut all) = (Entries::default(), Vec::new());
    for event in thread.events() {
        if let Some(fact) = Fact::read(event)? {
            entries.take_in(fact, &mut all);
        }
    }
    Ok(all)
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
