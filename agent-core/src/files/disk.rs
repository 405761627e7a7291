//! What makes names of files survive a crash, and errors that say what was tried. Knows nothing
//! of threads.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::port::StoreError;

/// An I/O error with what was tried on which file.
pub(super) fn failed(what: &'static str, path: &Path) -> impl Fn(io::Error) -> StoreError + use<> {
    let path = path.to_owned();
    move |source| StoreError::Io {
        what,
        path: path.clone(),
        source,
    }
}

/// Creates a directory with its parents; their names survive a crash too.
pub(super) fn create_dir(dir: &Path) -> Result<(), StoreError> {
    let missing: Vec<_> = dir.ancestors().take_while(|dir| !dir.exists()).collect();
    std::fs::create_dir_all(dir).map_err(failed("create", dir))?;
    for created in missing {
        if let Some(parent) = created.parent().filter(|parent| parent.is_dir()) {
            sync_dir(parent)?;
        }
    }
    Ok(())
}

/// Makes the names in a directory survive a crash.
pub(super) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    // Only Unix opens directories, and only there is this needed.
    if cfg!(unix) {
        let synced = File::open(dir).and_then(|dir| dir.sync_all());
        synced.map_err(failed("sync", dir))?;
    }
    Ok(())
}

/// Makes what can be read of a file survive a crash.
pub(super) fn settle(path: &Path, dir: &Path) -> Result<(), StoreError> {
    // Windows syncs only what is open for writing, which a reader may not be allowed.
    if cfg!(unix) {
        let synced = File::open(path).and_then(|file| file.sync_data());
        synced.map_err(failed("sync", path))?;
    }
    sync_dir(dir)
}
