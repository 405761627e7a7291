//! Releases as files: one a hash, never rewritten.

use std::path::Path;

use crate::release::{Release, ReleaseError};

/// Loads a release by its hash from a directory that holds it as `<hash>.json`.
///
/// ```no_run
/// # let hash = "";
/// let release = agent_core::files::load_release("releases", hash)?;
/// println!("running build {}", release.build());
/// # Ok::<(), agent_core::release::ReleaseError>(())
/// ```
///
/// # Errors
/// If the hash is none, the file cannot be read, or a byte of it was altered.
pub fn load_release(dir: impl AsRef<Path>, hash: &str) -> Result<Release, ReleaseError> {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if hash.len() != 64 || !hash.bytes().all(digit) {
        let hash = hash.to_owned();
        return Err(ReleaseError::NoHash { hash });
    }
    let path = dir.as_ref().join(format!("{hash}.json"));
    let bytes = std::fs::read(&path).map_err(|error| ReleaseError::Unavailable {
        path: path.display().to_string(),
        reason: error.to_string(),
    })?;
    Release::read(&bytes, hash)
}
