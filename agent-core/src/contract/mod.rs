//! What a tool promises: its name, version, shapes, class and fingerprint.
//!
//! Owns the facts that stand in the log and in the docs, and how they are written for others. Knows nothing of
//! how a tool runs.

pub(crate) mod const_text;
mod definition;
mod fingerprint;
pub mod pin;
#[doc(hidden)]
pub mod profile_check;
mod safe_name;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use definition::ToolFormat;
#[doc(hidden)]
pub use pin::{Locked, check_locked, check_pinned, refuse, refuse_locked};
pub(crate) use pin::{check_arguments, names_other};
pub use profile_check::{
    ProfileFault, ProfileFaultKind, Refusal, Why, counts, profile_fault, refusal,
};
pub use safe_name::safe_name;

use crate::schema::ShapeRef;

/// Everything about a tool that its users rely on, as const data made by `#[tool]`.
#[derive(Debug)]
pub struct Contract {
    /// The name that the model sees.
    pub name: &'static str,
    /// The version that stands in the log as `name@version`.
    pub version: u32,
    /// True if the author stated the version: the lock then holds the contract to it.
    pub versioned: bool,
    /// What the tool does, from the function's doc comment.
    pub doc: &'static str,
    /// The arguments, as an object.
    pub arguments: ShapeRef,
    /// What the tool returns.
    pub output: ShapeRef,
    /// What may happen twice.
    pub class: Class,
    /// When a person is asked first.
    pub gate: Gate,
    /// How long a call may take; `None` means the runner's default (30 s).
    pub timeout: Option<Duration>,
    /// How often a call is tried; above 1 only for [`Class::Read`] and [`Class::Idempotent`].
    pub attempts: u32,
    /// Whether the call may run beside others of its batch.
    pub concurrent: bool,
    /// True for a plain `fn`: the runner keeps it off the async threads.
    pub blocking: bool,
    /// `file:line:column` of the function.
    pub place: &'static str,
}

/// What running a tool twice would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Changes nothing: may run again at any time.
    Read,
    /// Changes something, but the same idempotency key changes it once: may run again with that key.
    Idempotent,
    /// Changes something each time: never runs twice, never retried.
    Write,
}

impl Class {
    /// Whether a call that started and never answered may run again.
    #[must_use]
    pub const fn may_run_again(self) -> bool {
        matches!(self, Self::Read | Self::Idempotent)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Idempotent => "idempotent",
            Self::Write => "write",
        })
    }
}

/// When a person must approve a call before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Never.
    Open,
    /// Always: `destructive` without a predicate.
    Always,
    /// When the tool's `ask_if` says so; a predicate that panics counts as yes.
    AskIf,
}

/// What `#[tool]` writes; everything that it leaves out has a safe default.
impl Contract {
    /// A `write` tool, ungated, tried once, version 1.
    #[must_use]
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        arguments: ShapeRef,
        output: ShapeRef,
    ) -> Self {
        Self {
            name,
            version: 1,
            versioned: false,
            doc,
            arguments,
            output,
            class: Class::Write,
            gate: Gate::Open,
            timeout: None,
            attempts: 1,
            concurrent: false,
            blocking: false,
            place: "",
        }
    }
}
