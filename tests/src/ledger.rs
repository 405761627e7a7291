//! What happened in the world, outside of any thread.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// A file of side effects, one a line, each on disk before the tool goes on. Without a path nothing is kept.
#[derive(Debug, Default)]
pub struct Ledger(Option<PathBuf>);

impl Ledger {
    /// A ledger in this file.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(Some(path.into()))
    }

    /// Notes one effect.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn note(&self, effect: &str) -> io::Result<()> {
        let Some(path) = &self.0 else { return Ok(()) };
        let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(format!("{effect}\n").as_bytes())?;
        file.sync_all()
    }

    /// Every effect so far.
    #[must_use]
    pub fn effects(&self) -> Vec<String> {
        let text = self
            .0
            .as_ref()
            .and_then(|path| std::fs::read_to_string(path).ok());
        text.unwrap_or_default()
            .lines()
            .map(str::to_owned)
            .collect()
    }
}
