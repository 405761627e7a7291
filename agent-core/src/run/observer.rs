//! Who is told what happened.

use std::io::Write;
use std::sync::Mutex;

use crate::event::Event;
use crate::reducer::Status;
use crate::telemetry;
use crate::thread::Thread;

/// Told of each event as it happens, in order. The event is durable before anything follows from it.
pub trait Observer: Send + Sync {
    /// The thread after the event, the event, and what the thread was doing before.
    fn saw(&self, thread: &Thread, event: &Event, before: Status);
}

impl<O: Observer + ?Sized> Observer for Box<O> {
    fn saw(&self, thread: &Thread, event: &Event, before: Status) {
        (**self).saw(thread, event, before);
    }
}

/// Writes the events of row M11.1 as JSON lines.
///
/// A line that cannot be written is dropped: telemetry never stops a run.
#[derive(Debug)]
pub struct JsonLines<W: Write + Send>(Mutex<W>);

impl<W: Write + Send> JsonLines<W> {
    /// Writes to `out`.
    pub const fn new(out: W) -> Self {
        Self(Mutex::new(out))
    }
}

impl<W: Write + Send> Observer for JsonLines<W> {
    fn saw(&self, thread: &Thread, event: &Event, before: Status) {
        let Some(record) = telemetry::record(thread, event, before) else {
            return;
        };
        let mut out = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = writeln!(out, "{record}");
    }
}
