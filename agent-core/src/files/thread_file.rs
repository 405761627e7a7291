//! One thread's file: locked, read, measured, mended, appended to. Knows nothing of other threads.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs4::FileExt;

use super::disk::{self, failed};
use super::scan::{Known, Tail, scan};
use crate::event::Event;
use crate::port::StoreError;

/// A thread's file, locked against all others until it is dropped.
pub(super) struct ThreadFile {
    path: PathBuf,
    file: File,
}

/// All bytes of a file that nobody is writing to; `None` where there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let file = OpenOptions::new().read(true).open(path);
    let Some(mut file) = found(file).map_err(failed("open", path))? else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    FileExt::lock_shared(&file)
        .and_then(|()| file.read_to_end(&mut bytes))
        .map_err(failed("read", path))?;
    Ok(Some(bytes))
}

/// `None` where there is no file.
fn found(file: io::Result<File>) -> io::Result<Option<File>> {
    match file {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        file => file.map(Some),
    }
}

impl ThreadFile {
    /// Opens and locks a file; `None` where there is none and none is to be created.
    pub(super) fn open_to_append(path: PathBuf, create: bool) -> Result<Option<Self>, StoreError> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(create).open(&path);
        let Some(file) = found(file).map_err(failed("open", &path))? else {
            return Ok(None);
        };
        FileExt::lock(&file).map_err(failed("lock", &path))?;
        Ok(Some(Self { path, file }))
    }

    /// Brings what is known up to date, reading only what is new, and mends the file's end.
    pub(super) fn measure(&mut self, known: &mut Known, torn: &Path) -> Result<(), StoreError> {
        let len = self
            .file
            .metadata()
            .map_err(failed("measure", &self.path))?
            .len();
        if known.bytes > len {
            *known = Known::default();
        }
        if known.bytes == len {
            return Ok(());
        }
        let bytes = self
            .bytes_from(known.bytes)
            .map_err(failed("read", &self.path))?;
        let found = scan(&bytes, *known, &self.path)?;
        let behind = usize::try_from(found.known.bytes - known.bytes).unwrap_or(usize::MAX);
        let tail = bytes.get(behind..).unwrap_or_default();
        *known = found.known;
        match found.tail {
            Tail::Clean => Ok(()),
            Tail::Unended => self.end_line(known, tail.len()),
            Tail::Torn => self.set_aside(known.bytes, tail, torn),
        }
    }

    /// Appends lines with one write and one sync; on failure the file is as it was.
    pub(super) fn append(&mut self, known: &mut Known, events: &[Event]) -> Result<(), StoreError> {
        let size = events.iter().map(|event| event.line().len() + 1).sum();
        let mut lines = Vec::with_capacity(size);
        for event in events {
            lines.extend_from_slice(event.line().as_bytes());
            lines.push(b'\n');
        }
        self.write_at(known.bytes, &lines)?;
        known.bytes += lines.len() as u64;
        known.events += events.len() as u64;
        Ok(())
    }

    fn bytes_from(&mut self, at: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes at the file's end, durably.
    fn write_at(&mut self, end: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self
            .file
            .seek(SeekFrom::Start(end))
            .and_then(|_| self.file.write_all(bytes))
            .and_then(|()| self.file.sync_data());
        written.map_err(|error| {
            // Should this fail too, the next append finds a torn end and mends it.
            let _ = self.file.set_len(end);
            failed("append to", &self.path)(error)
        })
    }

    /// Writes the line break that a last line lacks, `len` bytes behind what is known.
    fn end_line(&mut self, known: &mut Known, len: usize) -> Result<(), StoreError> {
        let len = len as u64;
        self.write_at(known.bytes + len, b"\n")?;
        known.bytes += len + 1;
        known.events += 1;
        Ok(())
    }

    /// Moves a torn end into a file of its own: kept there before it is cut off here.
    fn set_aside(&mut self, end: u64, tail: &[u8], torn: &Path) -> Result<(), StoreError> {
        let kept = OpenOptions::new()
            .create(true)
            .append(true)
            .open(torn)
            .and_then(|mut kept| {
                kept.write_all(&[tail, b"\n"].concat())?;
                kept.sync_data()
            });
        kept.map_err(failed("append to", torn))?;
        torn.parent().map_or(Ok(()), disk::sync_dir)?;
        self.file.set_len(end).map_err(failed("mend", &self.path))
    }
}
