//! What a profile refuses of a shape that came while the program runs: the compiler's questions, asked later.

use super::refusal::Why;
use super::walk::{Reach, Walk};
use crate::contract::const_text::Text;
use crate::schema::{Counts, Kind, Profile, ShapeRef, resolve};

/// Why arguments cannot be offered under a profile.
///
/// ```
/// use agent_core::contract::{ProfileFaultKind, Why, profile_fault};
/// use agent_core::schema::{MCP, PORTABLE, import};
///
/// let tags = r#"{"type":"object","properties":{"tags":{"type":"object","additionalProperties":{"type":"string"}}}}"#;
/// let shape = import(tags).unwrap();
/// let fault = profile_fault(shape, &PORTABLE).unwrap();
/// assert_eq!(fault.kind, ProfileFaultKind::Refused(Why::Map));
/// assert_eq!(fault.to_string(), "`tags` must not be a map, which profile `portable` refuses");
/// assert!(profile_fault(shape, &MCP).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub struct ProfileFault {
    /// The way from the arguments to the value: `to.lines[].sku`; empty for the arguments themselves.
    pub path: String,
    /// The profile's name.
    pub profile: &'static str,
    /// What is wrong.
    pub kind: ProfileFaultKind,
    words: String,
}

/// What of arguments a profile refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileFaultKind {
    /// A value of a kind that it does not take.
    Refused(Why),
    /// The arguments are no single object with known keys.
    NotAnObject,
    /// There is more of something than it takes.
    TooMany {
        /// Of what: `properties`, `enum values` …
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many it takes.
        most: usize,
    },
    /// There is so much that not all of it was looked at.
    Unseen,
}

/// What the profile refuses of arguments, if it refuses them: what `#[agent]` says while it compiles, for
/// shapes that are made at run time.
#[must_use]
pub fn profile_fault(arguments: ShapeRef, profile: &Profile) -> Option<ProfileFault> {
    let fault = |path: String, kind, words: String| {
        Some(ProfileFault {
            path,
            profile: profile.name,
            kind,
            words,
        })
    };
    if !is_object(arguments) {
        let words = "must be one object, with keys of its own";
        return fault(String::new(), ProfileFaultKind::NotAnObject, words.into());
    }
    let mut walk = Walk::new(profile, Reach::PROGRAM);
    walk.whole(arguments);
    if let Some(found) = walk.refusals.list[0] {
        let (mut path, mut words) = (Text::new(), Text::new());
        found.path.write(&mut path);
        found.why.write(&mut words, profile);
        let kind = ProfileFaultKind::Refused(found.why);
        return fault(path.as_str().to_owned(), kind, words.as_str().to_owned());
    }
    if walk.is_cut() {
        let words = "must be smaller: it was not looked at to its end";
        return fault(String::new(), ProfileFaultKind::Unseen, words.into());
    }
    let (what, count, most) = too_many(&walk.counts, &profile.most)?;
    let words = format!(
        "must have at most {most} {what}, the limit of profile `{}`, and has {count}",
        profile.name
    );
    fault(
        String::new(),
        ProfileFaultKind::TooMany { what, count, most },
        words,
    )
}

fn is_object(shape: ShapeRef) -> bool {
    match &resolve(shape).get().kind {
        Kind::Struct(_) | Kind::Map { .. } => true,
        Kind::Newtype { inner, .. } => is_object(*inner),
        _ => false,
    }
}

fn too_many(counts: &Counts, most: &Counts) -> Option<(&'static str, usize, usize)> {
    let pairs = [
        ("properties", counts.properties, most.properties),
        ("enum values", counts.enum_values, most.enum_values),
        (
            "bytes in names of properties and enum values",
            counts.text,
            most.text,
        ),
        ("optional parameters", counts.optionals, most.optionals),
        ("unions", counts.unions, most.unions),
    ];
    pairs.into_iter().find(|(_, count, most)| count > most)
}

impl ProfileFault {
    fn words(&self) -> String {
        let whose = match self.path.as_str() {
            "" => "the arguments".to_owned(),
            path => format!("`{path}`"),
        };
        format!("{whose} {}", self.words)
    }
}
