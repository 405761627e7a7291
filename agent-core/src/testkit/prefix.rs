//! What a provider's prompt cache needs, told as a test: each request begins with the bytes of the one before.

use super::shared_prefix;
use crate::context::{Format, Written, written};
use crate::event::{Event, Fact};
use crate::thread::Thread;

/// Proves that each of a thread's requests begins with all of the one before it, but for what stands behind its newest
/// event: the shown state and the closing brackets. `requests` are what the model was sent, the last ones if not all;
/// `formats` are your own, if the thread was written in one.
///
/// A request may begin otherwise where the log tells of it: where less is shown ([`ContextTrimmed`]), an event was
/// pinned, other documents took the place of earlier ones, or the model was asked in another way.
///
/// [`ContextTrimmed`]: crate::event::Fact::ContextTrimmed
///
/// ```
/// # fn test(thread: &agent_core::thread::Thread, model: &agent_core::testkit::ScriptedModel) {
/// agent_core::testkit::hold_prefix(thread, &model.requests(), &[]);
/// # }
/// ```
///
/// # Panics
/// At the first request that begins otherwise: with the place and what stands there.
#[track_caller]
pub fn hold_prefix(thread: &Thread, requests: &[String], formats: &[Format]) {
    let asked = asked(thread.events());
    assert!(
        requests.len() <= asked.len(),
        "the thread asked {} times, and {} requests are here",
        asked.len(),
        requests.len()
    );
    let first = asked.len() - requests.len();
    for (at, pair) in requests.windows(2).enumerate() {
        let number = first + at + 1;
        let before = told(thread, number, formats);
        let shared = shared_prefix(&pair[0], &pair[1]);
        let kept = pair[0].len().saturating_sub(before.tail);
        if shared >= kept || is_told(thread, &before, &told(thread, number + 1, formats)) {
            continue;
        }
        panic!(
            "request {} does not begin as request {number} did: they part at byte {shared}, {}\n{}",
            number + 1,
            place(thread, &before, shared, formats),
            both(&pair[0], &pair[1], shared)
        );
    }
}

/// Proves that two threads of an agent begin alike up to their first event, so that a provider's cache of one serves the
/// other: that no time, name or number of the thread stands in the prompt or in the tools.
///
/// # Panics
/// If they do not: with the place and what stands there. If one of them has made no request.
#[track_caller]
pub fn hold_same_start(one: &Thread, other: &Thread, formats: &[Format]) {
    let head = |thread| {
        let first = told(thread, 1, formats);
        let head = first.body.segments().first().cloned();
        head.unwrap_or_default()
    };
    let (one, other) = (head(one), head(other));
    let shared = shared_prefix(&one, &other);
    assert!(
        one == other,
        "the two threads begin otherwise: they part at byte {shared}, in the settings, the tools or the prompt\n{}",
        both(&one, &other, shared)
    );
}

/// The events by which the model was asked.
fn asked(events: &[Event]) -> Vec<u64> {
    let asked = events.iter().filter(|event| event.kind() == "model_asked");
    asked.map(Event::seq).collect()
}

#[track_caller]
fn told(thread: &Thread, number: usize, formats: &[Format]) -> Written {
    match written(thread, number, formats) {
        Ok(written) => written,
        Err(error) => panic!("request {number} cannot be told from the log: {error}"),
    }
}

/// Whether the log says why the later request begins otherwise.
fn is_told(thread: &Thread, before: &Written, after: &Written) -> bool {
    if before.plan != after.plan || before.asked.host != after.asked.host {
        return true;
    }
    let between = thread.events().iter();
    let between = between.filter(|event| (before.seq..after.seq).contains(&event.seq()));
    let looked = |seq| {
        let mut events = thread.events().iter().take_while(|event| event.seq() < seq);
        events.any(|event| event.kind() == "documents_retrieved")
    };
    between.into_iter().any(|event| match Fact::read(event) {
        Ok(Some(Fact::ContextTrimmed(_) | Fact::EventsPinned(_))) => true,
        Ok(Some(Fact::DocumentsRetrieved(_))) => looked(event.seq()),
        _ => false,
    })
}

/// In which part of a request a byte stands.
fn place(thread: &Thread, request: &Written, byte: usize, formats: &[Format]) -> String {
    let head = request.body.segments().first().map_or(0, |head| head.len());
    if byte < head {
        return "in the settings, the tools or the prompt".to_owned();
    }
    // How long a request is that ends with an event.
    let until = |seq: u64| {
        let thread = thread.as_it_was(seq).ok()?;
        let body = request.again(&thread, formats).ok()?;
        Some(body.len() - body.segments().last().map_or(0, |tail| tail.len()))
    };
    let mut events = thread
        .events()
        .iter()
        .take_while(|event| event.seq() < request.seq);
    let event = events.find(|event| until(event.seq()).is_some_and(|end| end > byte));
    event.map_or_else(
        || "behind its events".to_owned(),
        |event| format!("in what event {} ({}) became", event.seq(), event.kind()),
    )
}

/// What stands around the place in both.
fn both(one: &str, other: &str, at: usize) -> String {
    format!("before: {}\nafter:  {}", around(one, at), around(other, at))
}

fn around(text: &str, at: usize) -> String {
    const SHOWN: usize = 40;
    let whole = |at: usize| {
        let mut ends = (0..=at.min(text.len())).rev();
        ends.find(|end| text.is_char_boundary(*end))
            .unwrap_or_default()
    };
    let (start, at, end) = (
        whole(at.saturating_sub(SHOWN)),
        whole(at),
        whole(at + SHOWN),
    );
    format!("…{}⟦{}⟧…", &text[start..at], &text[at..end])
}
