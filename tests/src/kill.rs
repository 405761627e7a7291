//! Failpoints at which a process ends without a goodbye.

use std::process::Command;
use std::time::Duration;

use agent_core::event::{Event, ThreadId, Time};
use agent_core::files::FileStore;
use agent_core::port::{BoxFuture, Lease, Store, StoreError};

/// Where a process ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Kill {
    /// It does not.
    #[default]
    Never,
    /// Before the event of this number is durable.
    Before(u64),
    /// As soon as the event of this number is durable.
    After(u64),
    /// As soon as an event of this kind is durable.
    Kind(String),
    /// In this tool, after its side effect.
    In(String),
}

impl Kill {
    /// Reads `before:7`, `after:7`, `kind:call_started`, `in:pay`; anything else is [`Kill::Never`].
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text.split_once(':') {
            Some(("before", seq)) => seq.parse().map_or(Self::Never, Self::Before),
            Some(("after", seq)) => seq.parse().map_or(Self::Never, Self::After),
            Some(("kind", kind)) => Self::Kind(kind.to_owned()),
            Some(("in", tool)) => Self::In(tool.to_owned()),
            _ => Self::Never,
        }
    }

    /// Ends the process if it is in this tool that it ends.
    pub fn in_tool(&self, tool: &str) {
        if *self == Self::In(tool.to_owned()) {
            now();
        }
    }

    fn before(&self, events: &[Event]) -> bool {
        matches!(self, Self::Before(seq) if events.iter().any(|event| event.seq() == *seq))
    }

    fn after(&self, events: &[Event]) -> bool {
        events.iter().any(|event| match self {
            Self::After(seq) => event.seq() == *seq,
            Self::Kind(kind) => event.kind() == kind,
            Self::Never | Self::Before(_) | Self::In(_) => false,
        })
    }
}

/// Ends this process as a power cut would: no destructors, no flush.
pub fn now() -> ! {
    let _ = Command::new("kill")
        .args(["-9", &std::process::id().to_string()])
        .status();
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// The file store of a process that ends at a failpoint.
pub struct KillStore {
    /// What keeps the threads.
    pub store: FileStore,
    /// Where the process ends.
    pub kill: Kill,
}

impl Store for KillStore {
    fn append<'a>(
        &'a self,
        thread: &'a ThreadId,
        expected: u64,
        events: &'a [Event],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            if self.kill.before(events) {
                now();
            }
            self.store.append(thread, expected, events).await?;
            if self.kill.after(events) {
                now();
            }
            Ok(())
        })
    }

    fn load<'a>(&'a self, thread: &'a ThreadId) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        self.store.load(thread)
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<ThreadId>, StoreError>> {
        self.store.list()
    }

    fn lease<'a>(
        &'a self,
        thread: &'a ThreadId,
        holder: &'a str,
        now: Time,
        ttl_ms: u64,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.store.lease(thread, holder, now, ttl_ms)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        self.store.release(lease)
    }
}
