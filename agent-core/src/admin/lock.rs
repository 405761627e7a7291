//! `lock`: writes what the tools and prompts of a stated version promise, or checks that it is written.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::Value;

use super::{AdminError, Program, Report, drift, files};
use crate::lock::{FILE, Lock};

pub(super) fn command(command: Command) -> Command {
    command
        .about("Write agents.lock: what the tools and prompts of a stated version promise")
        .after_help(
            "A changed contract does not compile under its old version. To keep the version and write the lock \
             anew: AGENTS_LOCK=write cargo run -- lock",
        )
        .arg(
            flag("check").help("Write nothing; exit with 1 if the file is not up to date, and say why"),
        )
        .arg(flag("prune").help(
            "Drop the entries that this program has not: versions of the past, and other programs' of the crate",
        ))
        .arg(
            files::argument("file")
                .help("The lock; agents.lock beside the Cargo.toml of the crate unless told otherwise"),
        )
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    let path = match matches.get_one::<PathBuf>("file") {
        Some(path) => path.clone(),
        None => beside_the_manifest()?,
    };
    let old = files::read_if_there(&path)?;
    let new = lock(program, &path, old.as_deref(), matches.get_flag("prune"))?;
    let text = new.to_string();
    if matches.get_flag("check") {
        return Ok(check(&path, old.as_deref(), &text));
    }
    if old.as_ref() != Some(&text) {
        files::write(&path, &text)?;
    }
    if old.is_none() {
        wake_cargo(&path)?;
    }
    let (prompts, tools) = new.counts();
    let path = path.display();
    Ok(Report::well(format!(
        "{path}: written; prompts: {prompts}, tools: {tools}\n"
    )))
}

/// What the file is to hold.
fn lock(
    program: &Program<'_>,
    path: &Path,
    old: Option<&str>,
    prune: bool,
) -> Result<Lock, AdminError> {
    let fault = |error: crate::lock::LockError| AdminError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut new = Lock::of(&program.specs(), program.prompts, program.tools)?;
    if let Some(old) = old.filter(|_| !prune) {
        new.keep(Lock::read(old).map_err(fault)?);
    }
    Ok(new)
}

fn check(path: &Path, old: Option<&str>, new: &str) -> Report {
    let value = |text| serde_json::from_str::<Value>(text).unwrap_or_default();
    let mut lines = match old {
        Some(old) => drift::differences(&value(old), &value(new)),
        None => vec!["is not there".to_owned()],
    };
    if lines.is_empty() && old != Some(new) {
        lines.push("says the same in other bytes".to_owned());
    }
    if !lines.is_empty() {
        lines.push("note: write it anew with the command `lock`".to_owned());
    }
    Report::check(path, &lines)
}

/// Cargo tells the programs that it runs where their crate is.
fn beside_the_manifest() -> Result<PathBuf, AdminError> {
    let crate_dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let crate_dir = crate_dir.unwrap_or_default();
    if crate_dir.join("Cargo.toml").is_file() {
        return Ok(crate_dir.join(FILE));
    }
    Err(AdminError::NoCrate)
}

/// A build that found no lock has looked at `Cargo.toml` in its place.
fn wake_cargo(lock: &Path) -> Result<(), AdminError> {
    let manifest = lock.with_file_name("Cargo.toml");
    if !manifest.is_file() {
        return Ok(());
    }
    let touched = File::options()
        .append(true)
        .open(&manifest)
        .and_then(|file| file.set_modified(SystemTime::now()));
    touched.map_err(files::failed("touch", &manifest))
}
