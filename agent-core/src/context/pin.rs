//! Pins: which events go with one that is always to be shown.

use super::entry::Entries;
use super::unit::Units;
use crate::event::{EventRange, Fact, FactError, Pinned};
use crate::thread::Thread;

/// What pins an event, so that the model is always shown it from now on: to be appended. A call goes with its result.
/// `None` if there is no such event, or if the model is shown nothing of it.
///
/// # Errors
/// If an event cannot be read.
pub fn pin(thread: &Thread, seq: u64) -> Result<Option<Fact>, FactError> {
    Ok(unit(thread, seq)?.map(|events| Fact::EventsPinned(Pinned { events })))
}

/// What undoes [`pin`], and a message that was [pinned](crate::message::UserMessage::pinned) when it was sent.
///
/// # Errors
/// If an event cannot be read.
pub fn unpin(thread: &Thread, seq: u64) -> Result<Option<Fact>, FactError> {
    Ok(unit(thread, seq)?.map(|events| Fact::EventsUnpinned(Pinned { events })))
}

/// The smallest run of events with this one that can be left out.
fn unit(thread: &Thread, seq: u64) -> Result<Option<EventRange>, FactError> {
    let (mut entries, mut units, mut new) = (Entries::default(), Units::default(), Vec::new());
    for event in thread.events() {
        new.clear();
        if let Some(fact) = Fact::read(event)? {
            entries.take_in(fact, &mut new);
        }
        // Nobody counts here: what is shown at all has tokens.
        units.take_in(event.seq(), &new, new.len() as u64, entries.is_idle());
    }
    Ok(units.with(seq).map(|unit| unit.events))
}
