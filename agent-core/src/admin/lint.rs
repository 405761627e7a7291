//! `lint`: what the compiler warned of, and the same rules for what it cannot see.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{AdminError, Program, Report, files, select};
use crate::lint::{self, Finding};

/// Where programs read the model's name from, as `http` does.
const MODEL: &str = "AGENT_MODEL";

pub(super) fn command(command: Command) -> Command {
    command
        .about(
            "Report what may be amiss: unpinned models, prompts that lack a part, too many tools",
        )
        .arg(select::argument())
        .arg(
            Arg::new("model")
                .long("model")
                .value_name("NAME")
                .action(ArgAction::Append)
                .help("Judge this model's name too, in place of the one in AGENT_MODEL"),
        )
        .arg(
            Arg::new("prompt")
                .long("prompt")
                .value_name("FILE")
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .help("Judge only these prompt files"),
        )
        .arg(
            Arg::new("allowed")
                .long("allowed")
                .action(ArgAction::SetTrue)
                .help("Show what is allowed as well, with the reasons"),
        )
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    let mut findings = Vec::new();
    if let Some(paths) = matches.get_many::<PathBuf>("prompt") {
        for path in paths {
            findings.extend(prompt(path)?);
        }
    } else {
        let agents = select::selected(program, matches)?;
        findings.extend(agents.iter().flat_map(|agent| agent.lints).cloned());
    }
    findings.extend(models(matches));
    Ok(report(&findings, matches.get_flag("allowed")))
}

fn prompt(path: &Path) -> Result<Vec<Finding>, AdminError> {
    let text = files::read(path)?;
    let file = path.display().to_string();
    Ok(lint::prompt(&file, &text))
}

/// The models of the command line; without any, that of the environment, unless only prompts are meant.
fn models(matches: &ArgMatches) -> Vec<Finding> {
    let named = matches.get_many::<String>("model").into_iter().flatten();
    let mut findings: Vec<_> = named
        .filter_map(|name| lint::model(name, "--model"))
        .collect();
    if !matches.contains_id("model") && !matches.contains_id("prompt") {
        let name = std::env::var(MODEL).unwrap_or_default();
        findings.extend(lint::model(&name, MODEL));
    }
    findings
}

fn report(findings: &[Finding], allowed: bool) -> Report {
    let (excused, told): (Vec<_>, Vec<_>) = findings.iter().partition(|it| it.allowed.is_some());
    let shown = told.iter().chain(excused.iter().filter(|_| allowed));
    let mut lines: Vec<String> = shown.map(ToString::to_string).collect();
    lines.push(match (told.len(), excused.len()) {
        (0, 0) => "nothing found".to_owned(),
        (found, 0) => format!("{found} found"),
        (found, excused) => format!("{found} found, {excused} allowed"),
    });
    Report {
        text: lines.join("\n") + "\n",
        well: told.is_empty(),
    }
}
