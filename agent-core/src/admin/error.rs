//! Why a command could not do its work.

use std::io;
use std::path::PathBuf;

use crate::context::ExplainError;
use crate::lock::LockError;
use crate::port::StoreError;
use crate::release::ReleaseError;

/// A command that could not do its work. What it found wrong in a program is no error but its report.
#[derive(Debug, thiserror::Error)]
pub(super) enum AdminError {
    /// A file could not be read or written.
    #[error("cannot {what} {}: {source}", .path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is to stand in a directory that is not there.
    #[error("cannot write {}: there is no directory {}\nnote: correct the path, or create the directory", .path.display(), .dir.display())]
    NoDirectory {
        /// The file.
        path: PathBuf,
        /// Where it is to stand.
        dir: PathBuf,
    },
    /// A release that does not go by its hash.
    #[error("{}: the file's name is not the release's hash, so nobody can tell whether it was altered\nnote: the bytes are those of `{hash}.json`; give it this name if that is the release you mean", .path.display())]
    Renamed {
        /// The file.
        path: PathBuf,
        /// What its name should be.
        hash: String,
    },
    /// The program has no agent of this name.
    #[error("there is no agent `{name}`\nnote: this program has {known}")]
    NoAgent {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// There is neither a thread nor a file of this name.
    #[error("there is no thread `{thread}` in {}, and no file of this name", .dir.display())]
    NoThread {
        /// What was asked for.
        thread: String,
        /// Where the threads are.
        dir: PathBuf,
    },
    /// The thread is of an agent that the program has not.
    #[error("the thread is of the agent `{agent}`, and this program has {known}")]
    OthersThread {
        /// The thread's agent.
        agent: String,
        /// What there is.
        known: String,
    },
    /// A thread cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A request cannot be written once more.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// Nobody said where the crate is.
    #[error(
        "the crate's directory is not known\nnote: run the program with `cargo run`, or name the file: `--file path/to/agents.lock`"
    )]
    NoCrate,
    /// Nobody said what a release is made of.
    #[error(
        "a release must say of which sources it is\nnote: add `--build $(git rev-parse HEAD)`, or set AGENTS_BUILD"
    )]
    NoBuild,
    /// The agents make no release.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// The agents have no lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// One file or the standard output holds one agent, and there are several.
    #[error(
        "one file holds one agent, and there are {known}\nnote: choose one with `--agent NAME`, or give `--out` a directory"
    )]
    SeveralAgents {
        /// What there is.
        known: String,
    },
    /// A file is not what the command reads.
    #[error("{}: {reason}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and how to make it anew.
        reason: String,
    },
}
