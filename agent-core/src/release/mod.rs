//! A release: an agent's prompts and contracts as one immutable file, named by the SHA-256 of its bytes.
//!
//! Owns the bundle, how it is written and read, and whether it fits a program. Prompts can thus be rolled back
//! without a build; tools cannot, so a release runs only in a program that offers the same contracts. Knows
//! nothing of files: see `files::load_release`.

mod error;
mod fit;
mod write;

use serde::Deserialize;
use sha2::{Digest, Sha256};

pub use error::ReleaseError;

use crate::agent::{AgentSpec, Prefetch};
use crate::hex::hex;
use crate::prompt::Prompt;

/// The agents of a build, with the prompts and contracts that it was tested with.
///
/// ```
/// use agent_core::prelude::*;
/// use agent_core::release::Release;
///
/// /// A clerk.
/// #[agent]
/// enum Clerk {
///     /// Answer the reader.
///     #[done]
///     Reply { message: String },
/// }
///
/// let release = Release::of("3f2a9c1", &[Clerk::SPEC])?;
/// let again = Release::read(release.text().as_bytes(), release.hash())?;
/// assert_eq!(again, release);
///
/// let altered = release.text().replace("3f2a9c1", "3f2a9c2");
/// let error = Release::read(altered.as_bytes(), release.hash()).unwrap_err();
/// assert!(error.to_string().starts_with("the release was changed after it was made"));
/// # Ok::<(), agent_core::release::ReleaseError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    hash: String,
    text: String,
    bundle: Bundle,
}

/// What stands in the file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Bundle {
    format: u32,
    build: String,
    agents: Vec<Released>,
}

/// One agent of a release.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Released {
    /// The agent's name.
    pub agent: String,
    /// The name of its provider profile.
    pub profile: String,
    /// The key that names a step where a step is one JSON object.
    pub tag: String,
    /// The models that it was made for.
    pub models: Vec<String>,
    /// The retrieval indexes that it relies on.
    pub indexes: Vec<String>,
    /// Its steps in order.
    pub steps: Vec<ReleasedStep>,
    /// Its prompt: the file's text, and the template as it was compiled.
    pub prompt: Option<Prompt>,
}

/// One step of an agent of a release; its schemas stand in the file for people to read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ReleasedStep {
    /// The name that the model sees.
    pub name: String,
    /// The version of the tool; 1 for other steps.
    pub version: u32,
    /// `tool`, `ask`, `done` or `wait`.
    pub kind: String,
    /// No longer offered to the model.
    pub retired: bool,
    /// Whether it runs before the model is asked for the first time.
    #[serde(default)]
    pub prefetch: Prefetch,
    /// Changes with anything that the model is told of the step: a tool's is its contract's.
    pub fingerprint: String,
}

/// The form of the file.
const FORMAT: u32 = 1;

impl Release {
    /// A release of these agents; `build` says of which sources, such as a commit's hash, and is kept as it is.
    ///
    /// # Errors
    /// If `build` is empty or no plain word, or two agents have one name.
    pub fn of(build: &str, agents: &[&AgentSpec]) -> Result<Self, ReleaseError> {
        Self::parse(write::text(build, agents)?)
    }

    /// Reads a release that goes by this hash.
    ///
    /// # Errors
    /// If a byte was altered, or the file is of another form.
    pub fn read(bytes: &[u8], hash: &str) -> Result<Self, ReleaseError> {
        let found = hex(&Sha256::digest(bytes));
        if found != hash {
            let expected = hash.to_owned();
            return Err(ReleaseError::Altered { expected, found });
        }
        let unreadable = |error: std::str::Utf8Error| ReleaseError::Unreadable(error.to_string());
        let text = std::str::from_utf8(bytes).map_err(unreadable)?;
        Self::parse(text.to_owned())
    }

    fn parse(text: String) -> Result<Self, ReleaseError> {
        let unreadable = |error: serde_json::Error| ReleaseError::Unreadable(error.to_string());
        let bundle: Bundle = serde_json::from_str(&text).map_err(unreadable)?;
        if bundle.format != FORMAT {
            let reason = format!("its format is {}, not {FORMAT}", bundle.format);
            return Err(ReleaseError::Unreadable(reason));
        }
        let hash = hex(&Sha256::digest(&text));
        Ok(Self { hash, text, bundle })
    }

    /// The SHA-256 of the file, in hexadecimal: its name, and what stands in the log of each thread.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The file.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Of which sources it was made.
    #[must_use]
    pub fn build(&self) -> &str {
        &self.bundle.build
    }

    /// Its agents.
    #[must_use]
    pub fn agents(&self) -> &[Released] {
        &self.bundle.agents
    }

    /// The agent in this release, if the program offers the same contracts.
    ///
    /// # Errors
    /// If the release does not have the agent, or has it with other contracts, models or indexes: the error
    /// lists what differs.
    pub fn agent(&self, spec: &AgentSpec) -> Result<&Released, ReleaseError> {
        let mut agents = self.bundle.agents.iter();
        let released = agents.find(|released| released.agent == spec.name);
        let released = released.ok_or_else(|| ReleaseError::NoAgent {
            agent: spec.name,
            release: self.hash.clone(),
        })?;
        let differences = fit::differences(released, spec);
        if differences.is_empty() {
            return Ok(released);
        }
        Err(ReleaseError::Differs {
            agent: spec.name,
            release: self.hash.clone(),
            build: self.bundle.build.clone(),
            differences,
        })
    }
}
