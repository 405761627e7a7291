//! The programs, and the files that they read while they are compiled.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::Result;

/// The names of the `.rs` files directly in `dir`, sorted.
pub(crate) fn programs(dir: &Path) -> Result<Vec<PathBuf>> {
    let is_program = |name: &OsString| Path::new(name).extension().is_some_and(|it| it == "rs");
    let found = names(dir)?.into_iter().filter(is_program);
    let found: Vec<PathBuf> = found.map(PathBuf::from).collect();
    if found.is_empty() {
        return Err(format!("`{}` must hold at least one `.rs` file", dir.display()).into());
    }
    Ok(found)
}

/// A directory that stands for the crate's own: macros find there the files of the directory of
/// programs and, for what is not there, those of the crate `tests`. Removed when dropped.
pub(crate) struct Scratch {
    /// `CARGO_MANIFEST_DIR` of the programs.
    pub(crate) root: PathBuf,
    /// Where the compiler writes.
    pub(crate) out: PathBuf,
}

impl Scratch {
    pub(crate) fn new(target: &Path, dir: &Path) -> Result<Self> {
        let place = target.join("ui").join(std::process::id().to_string());
        let scratch = Self {
            root: place.join("crate"),
            out: place.join("out"),
        };
        fs::create_dir_all(&scratch.out)?;
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize()?;
        overlay(&[dir.to_owned()], &scratch.root)?;
        for folder in ["prompts", "schemas"] {
            let layers = [dir.join(folder), ours.join(folder)];
            let layers: Vec<PathBuf> = layers.into_iter().filter(|it| it.is_dir()).collect();
            // A link to the one directory gives way to a directory of links to both.
            let _ = fs::remove_file(scratch.root.join(folder));
            overlay(&layers, &scratch.root.join(folder))?;
        }
        // Our own cases share a lock; to programs of others it would be a stranger's.
        let (lock, linked) = (
            ours.join("ui/agents.lock"),
            scratch.root.join("agents.lock"),
        );
        if dir.starts_with(ours.join("ui")) && !linked.exists() {
            symlink(lock, linked)?;
        }
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(place) = self.out.parent() {
            let _ = fs::remove_dir_all(place);
        }
    }
}

/// Links in `into` what the layers hold; of a name that several hold the first one's, directories merged.
fn overlay(layers: &[PathBuf], into: &Path) -> io::Result<()> {
    fs::create_dir_all(into)?;
    let mut all = BTreeSet::new();
    for layer in layers {
        all.extend(names(layer)?);
    }
    for name in all {
        let held: Vec<PathBuf> = layers
            .iter()
            .map(|layer| layer.join(&name))
            .filter(|path| path.exists())
            .collect();
        match &held[..] {
            [] => {}
            [first, _, ..] if first.is_dir() => overlay(&held, &into.join(&name))?,
            [first, ..] => symlink(first, into.join(&name))?,
        }
    }
    Ok(())
}

fn names(dir: &Path) -> io::Result<BTreeSet<OsString>> {
    fs::read_dir(dir)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect()
}
