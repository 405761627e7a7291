//! `manifest`: what the program's agents are, as JSON; and whether that is what a file says.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use serde_json::Value;

use super::{AdminError, Program, Report, drift, files, select};
use crate::agent::manifest;

pub(super) fn command(command: Command) -> Command {
    command
        .about("Print what the agents are: prompts, models, indexes, steps and schemas, as JSON")
        .arg(select::argument())
        .arg(
            files::argument("out")
                .default_value("-")
                .help("Where to write it; `-` is the standard output"),
        )
        .arg(
            files::argument("check")
                .conflicts_with("out")
                .help("Exit with 1 if this manifest is not the program's, and say what differs"),
        )
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    let agents = select::selected(program, matches)?;
    let manifests: Value = agents.into_iter().map(manifest).collect();
    if let Some(file) = matches.get_one::<PathBuf>("check") {
        return check(file, &manifests);
    }
    if let Some(file) = matches.get_one::<PathBuf>("out") {
        files::write(file, &format!("{manifests:#}\n"))?;
    }
    Ok(Report::well(""))
}

fn check(file: &Path, is: &Value) -> Result<Report, AdminError> {
    let text = files::read(file)?;
    let was = serde_json::from_str(&text).map_err(|error| AdminError::Unreadable {
        path: file.to_owned(),
        reason: format!("{error}\nnote: `manifest --out FILE` writes one"),
    })?;
    let lines = drift::differences(&was, is);
    Ok(Report::check(file, &lines))
}
