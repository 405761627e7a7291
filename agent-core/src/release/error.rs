//! Why a release cannot be made, read or run.

/// A release that cannot be made, read or run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReleaseError {
    /// The build's name is no plain word.
    #[error(
        "`{build}` cannot name a build\nnote: give the commit's hash or a version: letters, digits and `.-_+`, at most 128"
    )]
    Build {
        /// What was given.
        build: String,
    },
    /// Two agents have one name.
    #[error(
        "two agents are named `{agent}`, one at {first} and one at {second}\nnote: a release tells them apart by name; rename one"
    )]
    TwoAgents {
        /// The agents' name.
        agent: &'static str,
        /// `file:line:column` of one.
        first: &'static str,
        /// `file:line:column` of the other.
        second: &'static str,
    },
    /// A file that could not be had.
    #[error("cannot read release {path}: {reason}")]
    Unavailable {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// What was given as a hash is none.
    #[error("`{hash}` is no release\nnote: releases go by their SHA-256, 64 digits of 0-9 and a-f")]
    NoHash {
        /// What was given.
        hash: String,
    },
    /// The bytes are not those that go by this hash.
    #[error(
        "the release was changed after it was made: it goes by {expected}, its bytes are {found}\nnote: fetch it anew, or make a release of what you have"
    )]
    Altered {
        /// The hash that was asked for.
        expected: String,
        /// The hash of the bytes.
        found: String,
    },
    /// The bytes are no release of a known form.
    #[error("the release cannot be read: {0}")]
    Unreadable(String),
    /// The release lacks the agent.
    #[error("release {release} has no agent `{agent}`")]
    NoAgent {
        /// The agent that was asked for.
        agent: &'static str,
        /// The release.
        release: String,
    },
    /// The release was made of another agent of this name.
    #[error(
        "release {release} is not of this `{agent}`:\n  {}\nnote: run it with the program of its build `{build}`, or make a release of this program",
        .differences.join("\n  ")
    )]
    Differs {
        /// The agent.
        agent: &'static str,
        /// The release.
        release: String,
        /// Of which sources the release was made.
        build: String,
        /// What differs, one line each.
        differences: Vec<String>,
    },
}
