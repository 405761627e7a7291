//! The store that lives in memory. Knows nothing that the contract does not say.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{BoxFuture, Lease, Store, StoreError, check_append};
use crate::event::{Event, ThreadId, Time};

/// Keeps threads in memory; clones share them. Gone with the process, so fit for tests.
///
/// Appending never copies the history, and loading copies handles, not text.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    threads: BTreeMap<ThreadId, Vec<Event>>,
    leases: BTreeMap<ThreadId, Lease>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// No step leaves the maps half changed, so they are sound even after a panic elsewhere.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn append(
        &mut self,
        thread: &ThreadId,
        expected: u64,
        events: &[Event],
    ) -> Result<(), StoreError> {
        let found = self.threads.get(thread).map_or(0, Vec::len) as u64;
        check_append(thread, expected, found, events)?;
        if !events.is_empty() {
            let kept = self.threads.entry(thread.clone()).or_default();
            kept.extend_from_slice(events);
        }
        Ok(())
    }

    fn load(&self, thread: &ThreadId) -> Result<Vec<Event>, StoreError> {
        let events = self.threads.get(thread).cloned();
        events.ok_or_else(|| StoreError::NotFound {
            thread: thread.clone(),
        })
    }

    fn lease(
        &mut self,
        thread: &ThreadId,
        holder: &str,
        now: Time,
        ttl_ms: u64,
    ) -> Result<Lease, StoreError> {
        let lease = Lease::after(self.leases.get(thread), thread, holder, now, ttl_ms)?;
        self.leases.insert(thread.clone(), lease.clone());
        Ok(lease)
    }

    fn release(&mut self, lease: &Lease) -> Result<(), StoreError> {
        let over = lease.released(self.leases.get(&lease.thread))?;
        self.leases.insert(lease.thread.clone(), over);
        Ok(())
    }
}

impl Store for MemoryStore {
    fn append<'a>(
        &'a self,
        thread: &'a ThreadId,
        expected: u64,
        events: &'a [Event],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.kept().append(thread, expected, events) })
    }

    fn load<'a>(&'a self, thread: &'a ThreadId) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        Box::pin(async move { self.kept().load(thread) })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<ThreadId>, StoreError>> {
        Box::pin(async move { Ok(self.kept().threads.keys().cloned().collect()) })
    }

    fn lease<'a>(
        &'a self,
        thread: &'a ThreadId,
        holder: &'a str,
        now: Time,
        ttl_ms: u64,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move { self.kept().lease(thread, holder, now, ttl_ms) })
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.kept().release(lease) })
    }
}
