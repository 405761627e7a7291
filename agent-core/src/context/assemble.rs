//! From a thread to the request, with what was rendered before as a cache.

use std::collections::VecDeque;
use std::sync::Arc;

use super::compaction::{Compacting, Compaction};
use super::entry::{Entries, Entry};
use super::frame::Frame;
use super::messages::Messages;
use super::retrieval::{Shown, shown};
use super::room::{Now, Room};
use super::unit::Units;
use super::{ContextError, Element, Format, Plan, TextFormat, format, picture, room};
use crate::event::{ContextTrimmed, Event, EventRange, Fact, FactError, PartTokens, View};
use crate::message::Message;
use crate::thread::Thread;
use crate::wire::{Body, Dialect};

/// What was rendered before, of one thread for one [`Plan`]: a cache. Dropping it changes no byte of the next
/// request.
#[derive(Debug, Default)]
pub struct Rendered {
    frame: Option<Frame>,
    /// All but the tail.
    body: Body,
    /// No entry stands in it yet.
    first: bool,
    tail: Option<Tail>,
    /// Events that were taken in, or passed over.
    events: u64,
    /// The first and the last of these: another log of the same name has others.
    ends: Option<(Event, Event)>,
    /// What was shown of them.
    view: View,
    entries: Entries,
    /// What was counted; nothing where nobody counts.
    units: Units,
    /// Tokens of what stands for the events that are not shown.
    summary: u64,
    /// The event of the newest retrieval, and what is shown of it.
    retrieval: Option<u64>,
    documents: Option<Shown>,
    /// The newest entry is a turn that goes on as it is.
    paused: bool,
    /// Facts of events to come, with their numbers: these need not be read.
    seen: VecDeque<(u64, Fact)>,
}

/// What stands behind the entries: the state, and how the request ends.
#[derive(Debug)]
struct Tail {
    text: Arc<str>,
    /// Tokens of the state.
    state: u64,
}

impl Rendered {
    /// Takes the fact of the thread's last event, so that it need not be read from there.
    #[cfg(feature = "run")]
    pub(crate) fn saw(&mut self, thread: &Thread, fact: Fact) {
        if thread.events().last().is_some_and(Event::is_proven) {
            self.seen.push_back((thread.len(), fact));
        }
    }

    /// Takes in what is new.
    fn catch_up(&mut self, thread: &Thread, plan: &Plan<'_>) -> Result<(), ContextError> {
        if !self.fits(thread, plan) {
            self.begin_anew(thread, plan);
        }
        self.retrieval = newest_retrieval(thread);
        if self.events == thread.len() && self.tail.is_some() {
            return Ok(());
        }
        let frame = self.frame.get_or_insert_with(|| Frame::new(thread, plan));
        if self.body.is_empty() {
            self.body.push(Arc::clone(&frame.head));
            self.first = frame.first;
        }
        let taken = self.take_in(thread, plan).map_err(ContextError::from);
        let taken = taken.and_then(|()| self.end(thread, plan));
        if taken.is_err() {
            // Half of it is worth nothing.
            *self = Self::default();
        }
        taken
    }

    fn take_in(&mut self, thread: &Thread, plan: &Plan<'_>) -> Result<(), FactError> {
        let mut new = New {
            plan,
            entries: &mut self.entries,
            units: &mut self.units,
            seen: &mut self.seen,
            view: &self.view,
            retrieval: self.retrieval,
            documents: &mut self.documents,
            first: &mut self.first,
            paused: &mut self.paused,
            text: String::new(),
        };
        if self.events == 0 {
            self.summary = new.take_in_kept(thread)?;
            self.events = self.view.from.saturating_sub(1);
        }
        new.take_in_from(thread, self.events + 1)?;
        self.events = thread.len();
        self.ends = ends(thread, self.events);
        if !new.text.is_empty() {
            // The head is as long as ever; it stays by itself.
            self.body.grow(1, new.text);
        }
        Ok(())
    }

    /// Writes what stands behind the entries.
    fn end(&mut self, thread: &Thread, plan: &Plan<'_>) -> Result<(), ContextError> {
        let closing = self.frame.as_ref().map(|frame| &frame.tail);
        let mut tail = Tail {
            text: closing.cloned().unwrap_or_default(),
            state: 0,
        };
        // Behind a turn that goes on, nothing else may be said.
        let fields = if self.paused {
            Vec::new()
        } else {
            thread.state().shown()?
        };
        if !fields.is_empty() {
            let (mut first, mut text) = (self.first, String::new());
            write(plan, &Entry::State(fields), &mut first, &mut text);
            tail.state = plan.bounds.map_or(0, |bounds| bounds.counter.count(&text));
            tail.text = (text + &tail.text).into();
        }
        self.tail = Some(tail);
        Ok(())
    }

    /// Whether what was rendered is the beginning of this thread's request under this plan.
    fn fits(&self, thread: &Thread, plan: &Plan<'_>) -> bool {
        let view = thread.state().progress().view.as_deref();
        self.is_of(thread)
            && view.map_or(self.view == View::default(), |view| self.view == *view)
            && self.shows_newest_retrieval(thread)
            && self
                .frame
                .as_ref()
                .is_none_or(|frame| frame.is_of(thread, plan))
    }

    /// Whether what was taken in stands in this thread's log. Not every event is compared: this is asked at each turn.
    fn is_of(&self, thread: &Thread) -> bool {
        self.ends.is_none() || self.ends == ends(thread, self.events)
    }

    /// Another view of the same thread has the same frame and the same short forms of errors.
    fn begin_anew(&mut self, thread: &Thread, plan: &Plan<'_>) {
        let known = std::mem::take(self);
        let is_its_log = known.is_of(thread);
        let is_same = |frame: &Frame| is_its_log && frame.is_of(thread, plan);
        let view = thread.state().progress().view.as_deref();
        self.view = view.cloned().unwrap_or_default();
        if let Some(frame) = known.frame.filter(is_same) {
            self.frame = Some(frame);
            self.entries = Entries::with(known.entries.into_told());
        }
    }

    /// Whether no older documents stand in what was rendered.
    fn shows_newest_retrieval(&self, thread: &Thread) -> bool {
        let newest = newest_retrieval(thread);
        let first = || self.documents.is_none() && newest > Some(self.events);
        self.retrieval == newest || first()
    }

    /// Tokens by part of what was last assembled.
    pub(crate) fn tokens(&self) -> PartTokens {
        let (errors, history) = self.units.tokens();
        PartTokens {
            state: self.tail.as_ref().map_or(0, |tail| tail.state),
            retrieval: self.documents.as_ref().map_or(0, |shown| shown.tokens),
            history: history + self.summary,
            errors,
            ..self
                .frame
                .as_ref()
                .map_or_else(PartTokens::default, |frame| frame.tokens)
        }
    }
}

/// What is being taken in.
struct New<'a> {
    plan: &'a Plan<'a>,
    entries: &'a mut Entries,
    units: &'a mut Units,
    seen: &'a mut VecDeque<(u64, Fact)>,
    view: &'a View,
    retrieval: Option<u64>,
    documents: &'a mut Option<Shown>,
    first: &'a mut bool,
    paused: &'a mut bool,
    text: String,
}

impl New<'_> {
    /// The events before the window that are shown, and what stands for the others: its tokens.
    fn take_in_kept(&mut self, thread: &Thread) -> Result<u64, FactError> {
        let view = self.view;
        for range in &view.kept {
            for event in slice(thread, range.first, range.last) {
                self.take_in(event)?;
            }
        }
        let summary = view.summary.clone().map(Entry::Summary);
        Ok(summary.map_or(0, |summary| self.write(&summary)))
    }

    fn take_in_from(&mut self, thread: &Thread, from: u64) -> Result<(), FactError> {
        let mut without: Vec<&EventRange> = self.view.without.iter().collect();
        without.retain(|range| range.last >= from);
        without.sort_by_key(|range| range.first);
        let mut without = without.into_iter().peekable();
        for event in slice(thread, from, u64::MAX) {
            while without.next_if(|range| range.last < event.seq()).is_some() {}
            if !without.peek().is_some_and(|range| range.has(event.seq())) {
                self.take_in(event)?;
            }
        }
        Ok(())
    }

    fn take_in(&mut self, event: &Event) -> Result<(), FactError> {
        let mut new = Vec::new();
        if let Some(fact) = self.shown(event)? {
            self.entries.take_in(fact, &mut new);
        }
        let mut tokens = 0;
        if let Some(newest) = new.last() {
            *self.paused = matches!(newest, Entry::Paused(_));
        }
        for entry in &new {
            let written = self.write(entry);
            if let Entry::Documents(documents) = entry {
                *self.documents = Some(Shown::new(event.seq(), documents, written, self.plan));
            } else {
                tokens += written;
            }
        }
        if self.plan.bounds.is_some() {
            let idle = self.entries.is_idle();
            self.units.take_in(event.seq(), &new, tokens, idle);
        }
        Ok(())
    }

    /// The fact of an event, as far as it is shown: of retrievals, only the newest is.
    fn shown(&mut self, event: &Event) -> Result<Option<Fact>, FactError> {
        Ok(match self.fact(event)? {
            Some(Fact::DocumentsRetrieved(fact)) if self.retrieval == Some(event.seq()) => {
                let fact = shown(fact, event.seq(), self.view);
                Some(Fact::DocumentsRetrieved(fact))
            }
            Some(Fact::DocumentsRetrieved(_)) => None,
            fact => fact,
        })
    }

    /// The fact of an event that comes after all before it.
    fn fact(&mut self, event: &Event) -> Result<Option<Fact>, FactError> {
        while self.seen.front().is_some_and(|(seq, _)| *seq < event.seq()) {
            self.seen.pop_front();
        }
        if self
            .seen
            .front()
            .is_some_and(|(seq, _)| *seq == event.seq())
        {
            return Ok(self.seen.pop_front().map(|(_, fact)| fact));
        }
        Fact::read(event)
    }

    /// Writes an entry as it stands in the request; its tokens there, if somebody counts.
    fn write(&mut self, entry: &Entry) -> u64 {
        let before = self.text.len();
        write(self.plan, entry, self.first, &mut self.text);
        let written = &self.text[before..];
        let bounds = self.plan.bounds;
        bounds.map_or(0, |bounds| {
            picture::tokens(self.plan, bounds.counter, entry, written)
        })
    }
}

/// Writes an entry as it stands in the request; `first` if none stands before it, which then changes.
pub(super) fn write(plan: &Plan<'_>, entry: &Entry, first: &mut bool, out: &mut String) {
    match plan.format {
        Format::Messages => {
            let to = Some((plan.settings.model.as_str(), plan.host));
            let dialect = plan.dialect;
            Messages { dialect, to }.write(entry, first, out);
        }
        Format::Text(format) => {
            let mut text = String::new();
            format::write(format, entry, first, &mut text);
            escape(&text, out);
        }
    }
}

/// The first event of a thread, and the one that so many end with.
fn ends(thread: &Thread, events: u64) -> Option<(Event, Event)> {
    let first = thread.events().first()?;
    let last = slice(thread, events, events).first()?;
    Some((first.clone(), last.clone()))
}

fn newest_retrieval(thread: &Thread) -> Option<u64> {
    thread.state().progress().retrieved
}

/// The events with these numbers, both included, as far as there are any.
pub(super) fn slice(thread: &Thread, first: u64, last: u64) -> &[Event] {
    let events = thread.events();
    let place = |seq: u64| usize::try_from(seq).unwrap_or(usize::MAX).min(events.len());
    let (first, last) = (place(first.saturating_sub(1)), place(last));
    events.get(first..last).unwrap_or_default()
}

/// The request that the model sees next. Work beyond handing on kept bytes grows with the new events only.
///
/// A cache of another thread or plan is thrown away. What the agent shows of its [state](crate::agent::State::shown)
/// stands behind all else.
///
/// # Errors
/// If an event cannot be read, the shown state cannot be written, or a part of the request does not fit into its budget:
/// ask [`make_room`] first.
pub fn assemble(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
) -> Result<Body, ContextError> {
    rendered.catch_up(thread, plan)?;
    if let Some(bounds) = &plan.bounds {
        room::check(&bounds.left(thread), &rendered.tokens())?;
    }
    let mut body = rendered.body.clone();
    if let Some(tail) = &rendered.tail {
        body.push(Arc::clone(&tail.text));
    }
    Ok(body)
}

/// Tokens of the next request by its parts, whether they fit or not; nothing without [`Plan::bounds`].
///
/// # Errors
/// If an event cannot be read, or the shown state cannot be written.
pub fn measure(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
) -> Result<PartTokens, ContextError> {
    rendered.catch_up(thread, plan)?;
    Ok(rendered.tokens())
}

/// What the thread must say before the next request so that it fits: to be appended, as
/// [`Fact::ContextTrimmed`]. `None` if it fits, or if nothing bounds it.
///
/// # Errors
/// If an event cannot be read, the shown state cannot be written, or a part does not fit, whatever is left out.
pub fn make_room(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
) -> Result<Option<ContextTrimmed>, ContextError> {
    let room = room(thread, plan, rendered, None)?;
    Ok(room.map(|room| room.trimmed))
}

/// As [`make_room`], with what leaves handed over where the oldest entries go, so that a summary can stand for it.
///
/// # Errors
/// As [`make_room`].
pub fn compact(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
    compaction: &Compaction,
) -> Result<Option<Compacting>, ContextError> {
    let Some(room) = room(thread, plan, rendered, Some(compaction))? else {
        return Ok(None);
    };
    Ok(Some(Compacting::of(thread, plan, &rendered.view, room)?))
}

fn room(
    thread: &Thread,
    plan: &Plan<'_>,
    rendered: &mut Rendered,
    compaction: Option<&Compaction>,
) -> Result<Option<Room>, ContextError> {
    let Some(bounds) = &plan.bounds else {
        return Ok(None);
    };
    rendered.catch_up(thread, plan)?;
    let now = Now {
        view: &rendered.view,
        units: &rendered.units,
        pins: &thread.state().progress().pinned,
        documents: rendered.documents.as_ref(),
        tokens: rendered.tokens(),
        summary: rendered.summary,
        turns: thread.state().progress().asked,
    };
    Ok(room::make_room(&bounds.left(thread), &now, compaction)?)
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
    let to = None;
    for entry in &new {
        Messages { dialect, to }.write(entry, &mut first, &mut out);
    }
    out
}

/// The thread as one text, as the model reads it in a [`Format::Text`], but for the shown state.
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
