//! Why a run could not go on.

use crate::agent::{DecodeError, DependencyError};
use crate::event::FactError;
use crate::port::{AnswerError, StoreError, VaultError};
use crate::reducer::FoldError;
use crate::thread::ThreadError;

/// Why a run could not go on. The thread is intact: what was durable stays, and nothing ran that was not.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The thread cannot be made or read.
    #[error(transparent)]
    Thread(#[from] ThreadError),
    /// A fact does not fit the thread.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// The program's types do not read what the log holds.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// An event cannot be read.
    #[error(transparent)]
    Fact(#[from] FactError),
    /// The agent does not find the model or an index that it was made for.
    #[error(transparent)]
    Dependency(#[from] DependencyError),
    /// A person's answer does not fit.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// A secret could not be kept or opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The runtime ended a task, or a port panicked.
    #[error("a task of the run ended early: {0}")]
    Task(String),
}

impl RunError {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the shape that map_err wants"
    )]
    pub(super) fn task(error: tokio::task::JoinError) -> Self {
        Self::Task(error.to_string())
    }
}
