//! What a profile refuses, where, and which profile would not.

use crate::contract::const_text::{Text, same};
use crate::schema::{PROFILES, Profile, Recursion};

/// Why a profile refuses a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// An object with free keys.
    Map,
    /// Free keys beside known ones.
    FreeKeys {
        /// Whether the values under them have a type.
        typed: bool,
    },
    /// Any JSON.
    Untyped,
    /// A type that contains itself.
    Recursion {
        /// The type.
        name: &'static str,
        /// The way from the type to itself leads over a key that may be missing.
        through_optional: bool,
    },
    /// The level of an object or list that is nested too deep.
    Depth(usize),
    /// A key with other characters than the profile knows.
    Key(&'static str),
    /// A value that nothing fits, under a key that must be there.
    NoValue,
}

/// A value that a profile refuses.
#[derive(Debug, Clone, Copy)]
pub struct Refusal {
    /// Why.
    pub why: Why,
    pub(super) path: Path,
    /// `file:line:column` of the field that holds it.
    pub place: &'static str,
}

/// The way from the arguments down to a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    segments: [&'static str; Self::ROOM],
    pub(super) len: usize,
}

/// The first refusals of a walk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusals {
    pub(crate) list: [Option<Refusal>; 4],
    pub(crate) len: usize,
}

impl Path {
    const ROOM: usize = 24;

    pub(super) const NONE: Self = Self {
        segments: [""; Self::ROOM],
        len: 0,
    };

    pub(super) const fn push(&mut self, segment: &'static str) {
        if self.len < Self::ROOM {
            self.segments[self.len] = segment;
        }
        self.len += 1;
    }

    pub(super) const fn pop(&mut self) {
        self.len -= 1;
    }

    pub(super) const fn is(&self, other: &Self) -> bool {
        let mut at = 0;
        while at < self.len && at < other.len && at < Self::ROOM {
            if !same(self.segments[at], other.segments[at]) {
                return false;
            }
            at += 1;
        }
        self.len == other.len
    }

    /// `to.lines[].sku`
    pub(super) const fn write(&self, text: &mut Text) {
        let mut at = 0;
        while at < self.len && at < Self::ROOM {
            let segment = self.segments[at].as_bytes();
            let is_items = !segment.is_empty() && segment[0] == b'[';
            if at > 0 && !is_items {
                text.add(".");
            }
            text.add(self.segments[at]);
            at += 1;
        }
    }
}

impl Refusals {
    pub(super) const NONE: Self = Self {
        list: [None; 4],
        len: 0,
    };

    pub(super) const fn add(&mut self, refusal: &Refusal) {
        if self.len < self.list.len() {
            self.list[self.len] = Some(*refusal);
        }
        self.len += 1;
    }
}

impl Refusal {
    /// True if both are one mistake: the same field of a type that two steps share.
    pub(crate) const fn is(&self, other: &Self) -> bool {
        self.path.len > 1
            && other.path.len > 1
            && !self.place.is_empty()
            && same(self.place, other.place)
    }
}

impl Why {
    /// Whether the profile lets this pass.
    #[must_use]
    pub const fn is_accepted_by(self, profile: &Profile) -> bool {
        match self {
            Self::Map => profile.maps,
            Self::FreeKeys { typed } => profile.maps && (typed || profile.untyped),
            Self::Untyped => profile.untyped,
            Self::Recursion {
                through_optional, ..
            } => match profile.recursion {
                Recursion::Refused => false,
                Recursion::Optional => through_optional,
                Recursion::Allowed => true,
            },
            Self::Depth(level) => level <= profile.depth,
            Self::Key(_) => !profile.plain_keys,
            Self::NoValue => !profile.closed,
        }
    }

    /// What must be otherwise: "must not be a map, which profile `…` refuses".
    pub(super) const fn write(self, text: &mut Text, profile: &Profile) {
        match self {
            Self::Map => text.add("must not be a map"),
            Self::FreeKeys { .. } => text.add("must not bring free keys"),
            Self::Untyped => text.add("must not be any JSON value"),
            Self::Recursion { name, .. } => text
                .add("must not hold the type `")
                .add(name)
                .add("` inside itself"),
            Self::Depth(_) => text
                .add("must not be nested more than ")
                .number(profile.depth)
                .add(" levels deep"),
            Self::NoValue => text.add("must be something that a value can fit"),
            Self::Key(_) => {
                text.add("must be named with at most 64 letters, digits, `_`, `.` or `-`")
            }
        };
        let demands = matches!(self, Self::Key(_) | Self::NoValue);
        text.add(if demands {
            ", as profile `"
        } else {
            ", which profile `"
        });
        text.add(profile.name);
        text.add(if demands { "` demands" } else { "` refuses" });
    }

    /// How to change the type.
    pub(super) const fn fix(self) -> &'static str {
        match self {
            Self::Map => "use a list of keys and values, `Vec<(K, V)>`",
            Self::FreeKeys { .. } => "name the keys that are known",
            Self::Untyped => "use a type that says what it holds, or `String`",
            Self::Recursion { .. } => "use a flat list whose items name each other",
            Self::Depth(_) => "use a flatter type",
            Self::NoValue => "take it away, or allow a constant of its type",
            Self::Key(_) => "rename it, in a type with `#[serde(rename = \"…\")]`",
        }
    }

    /// ", or another profile: `#[agent(profile = gemini)]` or `mcp`", with those that accept this.
    pub(super) const fn others(self, text: &mut Text) {
        let mut first = true;
        let mut at = 0;
        while at < PROFILES.len() {
            if self.is_accepted_by(PROFILES[at]) {
                other(text, PROFILES[at], first);
                first = false;
            }
            at += 1;
        }
    }
}

/// One more profile to choose from.
pub(super) const fn other(text: &mut Text, profile: &Profile, first: bool) {
    if first {
        text.add(", or another profile: `#[agent(profile = ");
        text.add(profile.name).add(")]`");
    } else {
        text.add(" or `").add(profile.name).add("`");
    }
}
