//! What is asked of the place where threads are kept. Knows nothing of the facts inside events.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::BoxFuture;
use crate::event::{Event, LineError, ThreadId, Time};

/// Keeps threads: one append-only list of events each.
///
/// Every store passes [`crate::testkit::store_conformance`].
pub trait Store: Send + Sync {
    /// Appends events to the `expected` events that the caller knows of, all or none.
    ///
    /// When this returns, the events survive a crash. The first append creates the thread;
    /// appending nothing checks `expected` and creates nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the thread holds another number of events: load it and
    /// decide again. [`StoreError::Refused`] where an event could not be read back or bears
    /// another number than its place. After any error the thread is as it was.
    fn append<'a>(
        &'a self,
        thread: &'a ThreadId,
        expected: u64,
        events: &'a [Event],
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// All events of a thread, in order.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a thread without events; [`StoreError::Corrupt`] where one was
    /// changed after it was written.
    fn load<'a>(&'a self, thread: &'a ThreadId) -> BoxFuture<'a, Result<Vec<Event>, StoreError>>;

    /// The threads that have events, sorted by name.
    ///
    /// # Errors
    /// Where the store cannot be reached.
    fn list(&self) -> BoxFuture<'_, Result<Vec<ThreadId>, StoreError>>;

    /// Reserves a thread, which need not exist yet, for one holder until `now` + `ttl_ms`.
    ///
    /// The holder of a live lease prolongs it and keeps its token; an expired or released lease
    /// goes to who asks, with a greater token. A holder's name must be unique to its process.
    ///
    /// A lease spares work; what keeps a thread whole is the `expected` of [`Store::append`].
    ///
    /// # Errors
    /// [`StoreError::Leased`] while another holder's lease lives.
    fn lease<'a>(
        &'a self,
        thread: &'a ThreadId,
        holder: &'a str,
        now: Time,
        ttl_ms: u64,
    ) -> BoxFuture<'a, Result<Lease, StoreError>>;

    /// Gives a lease back, so that nobody waits for its end.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] where it was released or taken over before.
    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// A thread reserved for one holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The thread.
    pub thread: ThreadId,
    /// Who holds it.
    pub holder: String,
    /// Rises with each new holding: what bears a lower token comes from a holder that lost it.
    pub token: u64,
    /// From this time on anyone may take it over.
    pub until: Time,
}

impl Lease {
    /// The lease that follows the last one of the thread, if any: the rule of every store.
    ///
    /// # Errors
    /// [`StoreError::Leased`] while another holder's lease lives.
    pub fn after(
        last: Option<&Self>,
        thread: &ThreadId,
        holder: &str,
        now: Time,
        ttl_ms: u64,
    ) -> Result<Self, StoreError> {
        let live = last.filter(|lease| lease.until > now);
        if let Some(other) = live.filter(|lease| lease.holder != holder) {
            return Err(StoreError::Leased {
                thread: thread.clone(),
                holder: other.holder.clone(),
                until: other.until,
            });
        }
        let next = last.map_or(1, |lease| lease.token.saturating_add(1));
        Ok(Self {
            thread: thread.clone(),
            holder: holder.to_owned(),
            token: live.map_or(next, |lease| lease.token),
            until: now.plus_ms(ttl_ms),
        })
    }

    /// What remains of this lease once it is released: its token, and a time long past.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] where the thread's last lease is another one, or over.
    pub fn released(&self, last: Option<&Self>) -> Result<Self, StoreError> {
        let held = last.filter(|lease| lease.token == self.token && lease.until > Time(0));
        match held {
            Some(lease) => Ok(Self {
                until: Time(0),
                ..lease.clone()
            }),
            None => Err(StoreError::LeaseLost {
                thread: self.thread.clone(),
                holder: self.holder.clone(),
                token: self.token,
            }),
        }
    }
}

/// The rule of every store before it appends: `found` events are there.
///
/// # Errors
/// [`StoreError::Conflict`] and [`StoreError::Refused`], as [`Store::append`] says.
pub fn check_append(
    thread: &ThreadId,
    expected: u64,
    found: u64,
    events: &[Event],
) -> Result<(), StoreError> {
    if expected != found {
        return Err(StoreError::Conflict {
            thread: thread.clone(),
            expected,
            found,
        });
    }
    for (event, seq) in events.iter().zip(Event::FIRST + found..) {
        event
            .check()
            .and_then(|()| event.expect(seq))
            .map_err(|source| StoreError::Refused {
                thread: thread.clone(),
                seq,
                source,
            })?;
    }
    Ok(())
}

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No such thread, or one without events.
    #[error("there is no thread `{thread}` in this store")]
    NotFound {
        /// Its name.
        thread: ThreadId,
    },
    /// Somebody else appended in between.
    #[error("thread `{thread}` has {found} events, not {expected}: load it and decide again")]
    Conflict {
        /// The thread.
        thread: ThreadId,
        /// How many events the caller knew of.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// An event that could not be read back; nothing was written.
    #[error("event {seq} of thread `{thread}` cannot be kept: {source}")]
    Refused {
        /// The thread.
        thread: ThreadId,
        /// The event's place.
        seq: u64,
        /// What is wrong with it.
        source: LineError,
    },
    /// Another holder works on the thread.
    #[error("thread `{thread}` is leased to `{holder}` until {until}")]
    Leased {
        /// The thread.
        thread: ThreadId,
        /// Who holds it.
        holder: String,
        /// Until when, if it is not prolonged.
        until: Time,
    },
    /// A lease that is no longer its holder's.
    #[error("`{holder}` has lost its lease {token} of thread `{thread}`: stop work on it")]
    LeaseLost {
        /// The thread.
        thread: ThreadId,
        /// Who held it.
        holder: String,
        /// The token of the lost lease.
        token: u64,
    },
    /// What is kept was changed after it was written.
    #[error("{place}, line {line}: {source}; restore the line from a copy, nothing was changed")]
    Corrupt {
        /// Where it is kept: a file's path, or what else the store has.
        place: String,
        /// The line or row, from 1.
        line: u64,
        /// The field, the place in the line and what is wrong there.
        source: LineError,
    },
    /// A file could not be read or written.
    #[error("cannot {what} {path}: {source}", path = path.display())]
    Io {
        /// What was tried, such as `append to`.
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What else a store depends on (a database, a network) failed.
    #[error("cannot {what}: {source}")]
    Backend {
        /// What was tried.
        what: String,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
