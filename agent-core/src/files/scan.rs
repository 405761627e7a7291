//! From the bytes of a thread's file to its events. Touches no file.

use std::path::Path;

use crate::event::{Event, LineError};
use crate::port::StoreError;

/// How far a file is known: whole lines only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) bytes: u64,
    pub(super) events: u64,
}

/// What bytes behind a known place hold.
pub(super) struct Scan {
    pub(super) events: Vec<Event>,
    /// Up to the last line break before a tail.
    pub(super) known: Known,
    pub(super) tail: Tail,
}

/// What stands behind the last whole line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// Nothing.
    Clean,
    /// One whole event, among `events`, whose line break is missing.
    Unended,
    /// What a crash in the middle of a write left behind.
    Torn,
}

/// Reads the lines behind `known`.
pub(super) fn scan(bytes: &[u8], known: Known, path: &Path) -> Result<Scan, StoreError> {
    let mut scan = Scan {
        events: Vec::new(),
        known,
        tail: Tail::Clean,
    };
    let mut rest = bytes;
    while !rest.is_empty() && scan.tail == Tail::Clean {
        rest = scan
            .step(rest)
            .map_err(|(line, source)| StoreError::Corrupt {
                place: path.display().to_string(),
                line,
                source,
            })?;
    }
    Ok(scan)
}

impl Scan {
    /// Reads one line and returns what follows it.
    fn step<'a>(&mut self, rest: &'a [u8]) -> Result<&'a [u8], (u64, LineError)> {
        let end = memchr::memchr(b'\n', rest);
        let (line, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let seq = Event::FIRST + self.known.events;
        match (Event::from_bytes_at(line, seq), end) {
            (Ok(event), Some(end)) => {
                self.events.push(event);
                self.known.events += 1;
                self.known.bytes += end as u64 + 1;
                return Ok(&behind[1..]);
            }
            (Ok(event), None) => {
                self.events.push(event);
                self.tail = Tail::Unended;
            }
            (Err(_), None) => self.tail = Tail::Torn,
            (Err(_), Some(_)) if is_unwritten(line, behind) => self.tail = Tail::Torn,
            (Err(error), Some(_)) => return Err((self.known.events + 1, error)),
        }
        Ok(&[])
    }
}

/// Whether a last line holds bytes that never reached the disk before the power went: they read as
/// zeros, which no line that was written holds. A last line that is merely different was edited,
/// and to cut an event off that was acted on would make it happen again.
fn is_unwritten(line: &[u8], behind: &[u8]) -> bool {
    behind.len() == 1 && line.contains(&0)
}
