//! `release`: writes the agents with their prompts and contracts as one immutable file.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::{AdminError, Program, Report, files};
use crate::agent::AgentSpec;
use crate::release::{Release, ReleaseError};

/// Where the build's name is read from if no argument gives it.
const BUILD: &str = "AGENTS_BUILD";

pub(super) fn command(command: Command) -> Command {
    command
        .about("Write prompts and contracts as one immutable file, named by the hash of its bytes")
        .arg(
            Arg::new("build")
                .long("build")
                .value_name("ID")
                .help("Of which sources, such as `git rev-parse HEAD`; or set AGENTS_BUILD"),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .default_value("releases")
                .help("Where to write it, as <hash>.json"),
        )
        .arg(
            files::argument("check")
                .conflicts_with_all(["build", "out"])
                .help("Write nothing; exit with 1 if this release was altered or is not of this program"),
        )
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    if let Some(file) = matches.get_one::<PathBuf>("check") {
        return check(&program.specs(), file);
    }
    let build = matches.get_one::<String>("build").cloned();
    let build = build.or_else(|| std::env::var(BUILD).ok());
    let release = Release::of(&build.ok_or(AdminError::NoBuild)?, &program.specs())?;
    let dir = matches.get_one::<PathBuf>("out").cloned();
    let dir = dir.unwrap_or_default();
    files::create_dir(&dir)?;
    let path = dir.join(format!("{}.json", release.hash()));
    files::write(&path, release.text())?;
    Ok(Report::well(format!("{}\n", path.display())))
}

/// A release that goes by its file's name.
fn check(agents: &[&'static AgentSpec], file: &Path) -> Result<Report, AdminError> {
    let bytes = files::read_bytes(file)?;
    let hash = file.file_stem().unwrap_or_default().to_string_lossy();
    let fits = Release::read(&bytes, &hash).and_then(|release| {
        agents
            .iter()
            .try_for_each(|agent| release.agent(agent).map(drop))
    });
    if let Err(ReleaseError::Altered { found, .. }) = &fits
        && !is_hash(&hash)
    {
        let (path, hash) = (file.to_owned(), found.clone());
        return Err(AdminError::Renamed { path, hash });
    }
    let lines = fits.err().map(|error| error.to_string());
    Ok(Report::check(file, lines.as_slice()))
}

/// Whether a name looks like a SHA-256 in hexadecimal.
fn is_hash(name: &str) -> bool {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    name.len() == 64 && name.bytes().all(digit)
}
