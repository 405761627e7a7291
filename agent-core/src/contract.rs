//! What a tool promises: its name, version, shapes, class and fingerprint.
//!
//! Owns the facts that stand in the log and in the docs. Knows nothing of how a tool runs.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::schema::{Content, Fields, Kind, Shape, ShapeRef};

/// Everything about a tool that its users rely on, as const data made by `#[tool]`.
#[derive(Debug)]
pub struct Contract {
    /// The name that the model sees.
    pub name: &'static str,
    /// The version that stands in the log as `name@version`.
    pub version: u32,
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

    /// Changes whenever the name, a text or a shape of the contract changes.
    ///
    /// A 64-bit hash: it detects change, it does not prove identity.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        let flags = self.class as u64 | (self.gate as u64) << 8;
        let hash = mix(mix(SEED, self.version as u64), flags);
        let hash = shape(hash, self.arguments.get(), 0);
        shape(hash, self.output.get(), 0)
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Past this depth a shape is recursive or refused by every provider; what lies below no longer counts.
const DEPTH: u32 = 16;

/// One round of a splitmix64-like mixer.
const fn mix(hash: u64, value: u64) -> u64 {
    let x = (hash ^ value).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) ^ (x >> 32)
}

const fn shape(hash: u64, node: &Shape, depth: u32) -> u64 {
    let hash = mix(hash, node.text_hash);
    if depth == DEPTH {
        return hash;
    }
    let next = depth + 1;
    match &node.kind {
        Kind::Any => mix(hash, 1),
        Kind::Unit => mix(hash, 2),
        Kind::Bool => mix(hash, 3),
        Kind::Integer { min, max } => mix(mix(hash, low(*min)), low(*max)),
        Kind::Number => mix(hash, 5),
        Kind::String { format } => mix(mix(hash, 6), format.len() as u64),
        Kind::Option(inner) => shape(mix(hash, 7), inner.get(), next),
        Kind::List { items, unique, len } => {
            let len = match len {
                Some(len) => *len as u64 + 1,
                None => 0,
            };
            shape(mix(mix(hash, 8 + *unique as u64), len), items.get(), next)
        }
        Kind::Tuple(places) => shapes(mix(hash, 10), places, next),
        Kind::Map { key, value } => shape(shape(mix(hash, 11), key.get(), next), value.get(), next),
        Kind::Struct(struct_fields) => fields(mix(hash, 12), struct_fields, next),
        Kind::Enum { variants, .. } => {
            let mut hash = mix(hash, 13);
            let mut at = 0;
            while at < variants.len() {
                hash = match &variants[at].content {
                    Content::Unit => mix(hash, 14),
                    Content::Newtype(inner) => shape(mix(hash, 15), inner.get(), next),
                    Content::Tuple(places) => shapes(mix(hash, 16), places, next),
                    Content::Struct(inner) => fields(mix(hash, 17), inner, next),
                };
                at += 1;
            }
            hash
        }
        Kind::Newtype { inner, .. } => shape(mix(hash, 18), inner.get(), next),
        Kind::Lazy(_) => mix(hash, 19),
        Kind::Foreign(_) => mix(hash, 20),
    }
}

const fn shapes(mut hash: u64, places: &[ShapeRef], depth: u32) -> u64 {
    let mut at = 0;
    while at < places.len() {
        hash = shape(hash, places[at].get(), depth);
        at += 1;
    }
    hash
}

const fn fields(mut hash: u64, fields: &Fields, depth: u32) -> u64 {
    let mut at = 0;
    while at < fields.list.len() {
        let field = &fields.list[at];
        hash = mix(hash, field.required as u64 | (field.flatten as u64) << 1);
        hash = shape(hash, field.shape.get(), depth);
        at += 1;
    }
    hash
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only the bits that tell integer types apart are mixed"
)]
const fn low(value: i128) -> u64 {
    value as u64 ^ (value >> 64) as u64
}
