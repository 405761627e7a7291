//! The file of a thread's lease. Knows nothing of who may hold one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use fs4::FileExt;

use super::disk::failed;
use crate::event::{LineError, LineFault};
use crate::port::{Lease, StoreError};

/// Replaces the last lease by what `next` makes of it, while no other process can.
pub(super) fn change(
    path: &Path,
    next: impl FnOnce(Option<&Lease>) -> Result<Lease, StoreError>,
) -> Result<Lease, StoreError> {
    let mut options = OpenOptions::new();
    let options = options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(path).map_err(failed("open", path))?;
    FileExt::lock(&file).map_err(failed("lock", path))?;
    let mut text = Vec::new();
    file.read_to_end(&mut text).map_err(failed("read", path))?;
    let lease = next(parse(&text, path)?.as_ref())?;
    write(&mut file, &lease, text.len()).map_err(failed("write", path))?;
    Ok(lease)
}

/// The lease in a file; none where it was created and never written.
fn parse(text: &[u8], path: &Path) -> Result<Option<Lease>, StoreError> {
    if text.is_empty() {
        return Ok(None);
    }
    // Fails closed: a lease that cannot be read may still be held.
    serde_json::from_slice(text).map(Some).map_err(|error| {
        let at = error.column().saturating_sub(1);
        StoreError::Corrupt {
            place: path.display().to_string(),
            line: 1,
            source: LineError::new("lease", at, LineFault::Json(error.to_string())),
        }
    })
}

/// Overwrites the old text with one write, so that no moment leaves a file in between.
fn write(file: &mut File, lease: &Lease, old: usize) -> io::Result<()> {
    let mut text = serde_json::to_vec(lease)?;
    text.resize(text.len().max(old.saturating_sub(1)), b' ');
    text.push(b'\n');
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&text)?;
    file.sync_data()
}
