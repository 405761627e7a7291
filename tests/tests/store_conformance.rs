//! The suite for stores finds stores that break the contract.

use agent_core::event::{Event, ThreadId, Time};
use agent_core::port::{BoxFuture, Lease, MemoryStore, Store, StoreError};
use agent_core::testkit::store_conformance;

/// What is wrong with a store.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// Appends whatever length the caller expects.
    IgnoresLength,
    /// Keeps the first of several events only.
    DropsEvents,
    /// Writes known members only.
    Rewrites,
    /// Lets anyone have any lease.
    LeasesToAll,
    /// Numbers every holding alike.
    OneToken,
}

#[derive(Clone)]
struct Faulty(MemoryStore, Fault);

impl Faulty {
    async fn append_wrongly(
        &self,
        thread: &ThreadId,
        expected: u64,
        events: &[Event],
    ) -> Result<(), StoreError> {
        let rewritten = |e: &Event| Event::new(e.seq(), e.at(), e.kind(), e.data());
        match self.1 {
            Fault::IgnoresLength => {
                let found = self
                    .0
                    .load(thread)
                    .await
                    .map_or(0, |events| events.len() as u64);
                let renumbered: Vec<_> = (found + 1..)
                    .zip(events)
                    .map(|(seq, e)| Event::new(seq, e.at(), e.kind(), e.data()))
                    .collect();
                self.0.append(thread, found, &renumbered).await
            }
            Fault::DropsEvents => {
                self.0
                    .append(thread, expected, &events[..events.len().min(1)])
                    .await
            }
            Fault::Rewrites => {
                let events: Vec<_> = events.iter().map(rewritten).collect();
                self.0.append(thread, expected, &events).await
            }
            Fault::LeasesToAll | Fault::OneToken => self.0.append(thread, expected, events).await,
        }
    }

    async fn lease_wrongly(
        &self,
        thread: &ThreadId,
        holder: &str,
        now: Time,
        ttl_ms: u64,
    ) -> Result<Lease, StoreError> {
        match self.1 {
            Fault::LeasesToAll => self
                .0
                .lease(thread, "anyone", now, ttl_ms)
                .await
                .map(|lease| Lease {
                    holder: holder.to_owned(),
                    ..lease
                }),
            Fault::OneToken => {
                let lease = self.0.lease(thread, holder, now, ttl_ms).await;
                lease.map(|lease| Lease { token: 1, ..lease })
            }
            _ => self.0.lease(thread, holder, now, ttl_ms).await,
        }
    }
}

impl Store for Faulty {
    fn append<'a>(
        &'a self,
        thread: &'a ThreadId,
        expected: u64,
        events: &'a [Event],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.append_wrongly(thread, expected, events))
    }

    fn load<'a>(&'a self, thread: &'a ThreadId) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        self.0.load(thread)
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<ThreadId>, StoreError>> {
        self.0.list()
    }

    fn lease<'a>(
        &'a self,
        thread: &'a ThreadId,
        holder: &'a str,
        now: Time,
        ttl_ms: u64,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(self.lease_wrongly(thread, holder, now, ttl_ms))
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.release(lease)
    }
}

async fn check(fault: Fault) {
    let store = Faulty(MemoryStore::new(), fault);
    store_conformance(|| store.clone()).await;
}

#[tokio::test]
#[should_panic(expected = "expected a conflict")]
async fn an_ignored_length_is_found() {
    check(Fault::IgnoresLength).await;
}

#[tokio::test]
#[should_panic(expected = "every appended event is there")]
async fn a_dropped_event_is_found() {
    check(Fault::DropsEvents).await;
}

#[tokio::test]
#[should_panic(expected = "byte for byte")]
async fn a_rewritten_line_is_found() {
    check(Fault::Rewrites).await;
}

#[tokio::test]
#[should_panic(expected = "the lease must hold to its end")]
async fn a_lease_without_force_is_found() {
    check(Fault::LeasesToAll).await;
}

#[tokio::test]
#[should_panic(expected = "token: 1")]
async fn a_token_that_stays_is_found() {
    check(Fault::OneToken).await;
}
