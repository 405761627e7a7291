//! Reading and writing the files of the commands; `-` is the standard output.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, value_parser};

use super::AdminError;

/// `--name FILE`.
pub(super) fn argument(name: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
}

/// The text of a file; `None` if it is not there.
pub(super) fn read_if_there(path: &Path) -> Result<Option<String>, AdminError> {
    if path.exists() {
        read(path).map(Some)
    } else {
        Ok(None)
    }
}

/// The text of a file.
pub(super) fn read(path: &Path) -> Result<String, AdminError> {
    fs::read_to_string(path).map_err(failed("read", path))
}

/// The bytes of a file.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>, AdminError> {
    fs::read(path).map_err(failed("read", path))
}

/// Makes a directory that was asked for, and those above it.
pub(super) fn create_dir(dir: &Path) -> Result<(), AdminError> {
    fs::create_dir_all(dir).map_err(failed("create", dir))
}

/// Writes a file whole or not at all, into a directory that is there; `-` prints.
pub(super) fn write(path: &Path, text: &str) -> Result<(), AdminError> {
    if path == Path::new("-") {
        return print(text);
    }
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    if let Some(dir) = dir.filter(|dir| !dir.is_dir()) {
        let (path, dir) = (path.to_owned(), dir.to_owned());
        return Err(AdminError::NoDirectory { path, dir });
    }
    let beside = beside(path);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&beside, path))
        .inspect_err(|_| drop(fs::remove_file(&beside)))
        .map_err(failed("write", path))
}

/// A name in the same directory that no other process writes to.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    path.with_file_name(name)
}

/// Prints; a reader that has seen enough is no error.
pub(super) fn print(text: &str) -> Result<(), AdminError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(failed("write", Path::new("the standard output"))(error))
        }
        _ => Ok(()),
    }
}

pub(super) fn failed(
    what: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> AdminError + use<> {
    let path = path.to_owned();
    move |source| AdminError::Io { what, path, source }
}
