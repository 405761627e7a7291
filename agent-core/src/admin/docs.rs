//! `docs`: a page about each of the program's agents.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};

use super::{AdminError, Report, files, select};
use crate::agent::AgentSpec;
use crate::docs::{self, Format};

pub(super) fn command(command: Command) -> Command {
    command
        .about("Write what the agents may do as a page: tools, parameters, approvals, a diagram")
        .arg(select::argument())
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(Format::ALL.map(Format::name)))
                .default_value(Format::Markdown.name())
                .help("How it is written; html is one file that needs nothing else"),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR|FILE|-")
                .value_parser(value_parser!(PathBuf))
                .default_value("-")
                .help(
                    "A directory gets a file for each agent; a name with an extension is one file",
                ),
        )
}

pub(super) fn run(
    agents: &[&'static AgentSpec],
    matches: &ArgMatches,
) -> Result<Report, AdminError> {
    let agents = select::selected(agents, matches)?;
    let name = matches.get_one::<String>("format");
    let format = name.and_then(|name| name.parse().ok());
    let format = format.unwrap_or(Format::Markdown);
    let out = matches.get_one::<PathBuf>("out");
    let out = out.map_or(Path::new("-"), PathBuf::as_path);
    if !is_directory(out) && agents.len() > 1 {
        return Err(AdminError::SeveralAgents {
            known: select::names(&agents),
        });
    }
    let mut said = String::new();
    for agent in agents {
        let file = if is_directory(out) {
            out.join(docs::file_name(agent, format))
        } else {
            out.to_owned()
        };
        files::write(&file, &docs::write(agent, format))?;
        if file != Path::new("-") {
            let _ = writeln!(said, "wrote {}", file.display());
        }
    }
    Ok(Report::well(said))
}

/// What is there decides; a name that is not there yet is a file's if it has an extension.
fn is_directory(out: &Path) -> bool {
    out != Path::new("-") && (out.is_dir() || !out.is_file() && out.extension().is_none())
}
