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

/// Writes events for operators as JSON lines.
///
/// A line that cannot be written is dropped: telemetry never stops a run.
#[derive(Debug)]
pub struct JsonLines<W: Write + Send> {
    out: Mutex<W>,
    line: Line,
}

/// What is written of an event, if anything.
type Line = fn(&Thread, &Event, Status) -> Option<String>;

impl<W: Write + Send> JsonLines<W> {
    /// Writes the events of row M11.1, [`telemetry::record`], to `out`.
    pub const fn new(out: W) -> Self {
        Self {
            out: Mutex::new(out),
            line: telemetry::record,
        }
    }

    /// Writes what each transition took and cost, [`telemetry::measure`], to `out`.
    pub const fn measures(out: W) -> Self {
        Self {
            out: Mutex::new(out),
            line: measured,
        }
    }
}

fn measured(thread: &Thread, event: &Event, before: Status) -> Option<String> {
    let measure = telemetry::measure(thread, event, before)?;
    serde_json::to_string(&measure).ok()
}

impl<W: Write + Send> Observer for JsonLines<W> {
    fn saw(&self, thread: &Thread, event: &Event, before: Status) {
        let Some(line) = (self.line)(thread, event, before) else {
            return;
        };
        let mut out = self
            .out
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = writeln!(out, "{line}");
    }
}
