//! The store in files: one append-only file of JSON lines a thread.
//!
//! Owns where files lie and what is known of their length. Knows nothing of the facts in the
//! lines. Names are as [`FileStore`] says.

mod disk;
mod lease_file;
mod name;
mod release;
mod scan;
mod thread_file;

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::event::{Event, ThreadId, Time};
use crate::port::{BoxFuture, Lease, Store, StoreError, check_append};
use disk::failed;
pub use release::load_release;
use scan::Known;
use thread_file::ThreadFile;

/// Keeps each thread in a file of JSON lines under one directory.
///
/// - `<thread>.jsonl`: the events, a line each; nothing is ever rewritten. A capital letter is
///   written `+a`, so that names differ on every file system.
/// - `<thread>.lease`: who reserved the thread.
/// - `<thread>.torn`: what a crash in the middle of a write left behind. Such an append had not
///   returned; [`Store::load`] leaves its bytes out, and the next append moves them here.
///
/// Appending costs one write and one sync of the new lines, whatever the length of the thread.
/// Any number of processes may share the directory: file locks keep them apart. The futures block
/// their OS thread while the disk works (about as long as one sync) and never wait otherwise, so
/// run them where that is acceptable, such as `tokio::task::spawn_blocking` on a busy server.
///
/// ```no_run
/// use agent_core::files::FileStore;
/// let store = FileStore::open(".threads")?;
/// # Ok::<(), agent_core::port::StoreError>(())
/// ```
#[derive(Clone, Debug)]
pub struct FileStore {
    dir: PathBuf,
    /// A cache: the files say the same, at the price of reading them.
    known: Arc<Mutex<HashMap<ThreadId, Known>>>,
}

/// How many threads' lengths are remembered before all are forgotten.
const REMEMBERED: usize = 10_000;

impl FileStore {
    /// Opens the store in a directory, which is created if need be.
    ///
    /// # Errors
    /// [`StoreError::Io`] where it cannot be created.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let dir = dir.into();
        disk::create_dir(&dir)?;
        Ok(Self {
            dir,
            known: Arc::default(),
        })
    }

    /// The store in a directory that may not be there: nothing is written.
    #[cfg(feature = "admin")]
    pub(crate) fn to_read(dir: PathBuf) -> Self {
        let known = Arc::default();
        Self { dir, known }
    }

    /// Where the files are.
    #[cfg(feature = "admin")]
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The threads in the directory, sorted by name.
    #[cfg(feature = "admin")]
    pub(crate) fn threads(&self) -> Result<Vec<ThreadId>, StoreError> {
        self.list_now()
    }

    /// The file of a thread's events.
    #[must_use]
    pub fn path(&self, thread: &ThreadId) -> PathBuf {
        self.file(thread, "jsonl")
    }

    /// The bytes that crashes in the middle of a write left behind, a line break after each cut;
    /// empty if there was none.
    ///
    /// # Errors
    /// [`StoreError::Io`] where they cannot be read.
    pub fn torn(&self, thread: &ThreadId) -> Result<Vec<u8>, StoreError> {
        let path = self.file(thread, "torn");
        match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            read => read.map_err(failed("read", &path)),
        }
    }

    fn file(&self, thread: &ThreadId, ending: &str) -> PathBuf {
        self.dir.join(format!("{}.{ending}", name::stem(thread)))
    }

    fn append_now(
        &self,
        thread: &ThreadId,
        expected: u64,
        events: &[Event],
    ) -> Result<(), StoreError> {
        let create = expected == 0 && !events.is_empty();
        let Some(mut file) = ThreadFile::open_to_append(self.path(thread), create)? else {
            return check_append(thread, expected, 0, events);
        };
        let mut known = self.recall(thread);
        file.measure(&mut known, &self.file(thread, "torn"))?;
        check_append(thread, expected, known.events, events)?;
        let first = known.bytes == 0;
        if !events.is_empty() {
            file.append(&mut known, events)?;
        }
        if first {
            disk::sync_dir(&self.dir)?;
        }
        self.remember(thread, known);
        Ok(())
    }

    fn load_now(&self, thread: &ThreadId) -> Result<Vec<Event>, StoreError> {
        let missing = || StoreError::NotFound {
            thread: thread.clone(),
        };
        let path = self.path(thread);
        let bytes = thread_file::read(&path)?.ok_or_else(missing)?;
        if self.recall(thread).bytes < bytes.len() as u64 {
            // Written by a process that may have died before its sync: from here on the events
            // count as facts, so they must survive.
            disk::settle(&path, &self.dir)?;
        }
        let found = scan::scan(&bytes, Known::default(), &path)?;
        if found.events.is_empty() {
            return Err(missing());
        }
        self.remember(thread, found.known);
        Ok(found.events)
    }

    fn list_now(&self) -> Result<Vec<ThreadId>, StoreError> {
        let failed = failed("list", &self.dir);
        let mut threads = list_dir(&self.dir).map_err(failed)?;
        threads.sort();
        Ok(threads)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<ThreadId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recall(&self, thread: &ThreadId) -> Known {
        self.known().get(thread).copied().unwrap_or_default()
    }

    fn remember(&self, thread: &ThreadId, now: Known) {
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(thread.clone(), now);
    }
}

/// The events of a thread's file, wherever it lies and whatever it is called; none where it holds none. Writes nothing.
///
/// # Errors
/// [`StoreError::Io`] where it cannot be read, [`StoreError::Corrupt`] where an event was changed after it was written.
pub fn read_thread(path: impl AsRef<Path>) -> Result<Vec<Event>, StoreError> {
    let path = path.as_ref();
    let missing = || failed("read", path)(ErrorKind::NotFound.into());
    let bytes = thread_file::read(path)?.ok_or_else(missing)?;
    Ok(scan::scan(&bytes, Known::default(), path)?.events)
}

/// The threads of a directory; an empty file is one whose first append failed.
fn list_dir(dir: &Path) -> std::io::Result<Vec<ThreadId>> {
    let mut threads = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let thread = entry.file_name().to_str().and_then(name::thread);
        if let Some(thread) = thread
            && entry.metadata()?.len() > 0
        {
            threads.push(thread);
        }
    }
    Ok(threads)
}

impl Store for FileStore {
    fn append<'a>(
        &'a self,
        thread: &'a ThreadId,
        expected: u64,
        events: &'a [Event],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move { self.append_now(thread, expected, events) })
    }

    fn load<'a>(&'a self, thread: &'a ThreadId) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        Box::pin(async move { self.load_now(thread) })
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<ThreadId>, StoreError>> {
        Box::pin(async move { self.list_now() })
    }

    fn lease<'a>(
        &'a self,
        thread: &'a ThreadId,
        holder: &'a str,
        now: Time,
        ttl_ms: u64,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async move {
            let path = self.file(thread, "lease");
            lease_file::change(&path, |last| {
                Lease::after(last, thread, holder, now, ttl_ms)
            })
        })
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let path = self.file(&lease.thread, "lease");
            lease_file::change(&path, |last| lease.released(last)).map(drop)
        })
    }
}
