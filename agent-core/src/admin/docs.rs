//! `docs`: a page about each of the program's agents.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{AdminError, Program, Report, files, select};
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
        .arg(
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .requires("out")
                .help("Write nothing; exit with 1 if what is there is not what would be written"),
        )
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    let agents = select::selected(program, matches)?;
    let name = matches.get_one::<String>("format");
    let format = name.and_then(|name| name.parse().ok());
    let format = format.unwrap_or(Format::Markdown);
    let out = matches.get_one::<PathBuf>("out");
    let out = out.map_or(Path::new("-"), PathBuf::as_path);
    if !is_directory(out) && agents.len() > 1 {
        let known = select::names(&agents);
        return Err(AdminError::SeveralAgents { known });
    }
    let pages = agents.iter().map(|agent| Page {
        file: if is_directory(out) {
            out.join(docs::file_name(agent, format))
        } else {
            out.to_owned()
        },
        text: docs::write(agent, format),
    });
    if matches.get_flag("check") {
        return Ok(check(pages, format, out));
    }
    if is_directory(out) {
        files::create_dir(out)?;
    }
    write(pages)
}

/// A page and where it goes.
struct Page {
    file: PathBuf,
    text: String,
}

fn write(pages: impl Iterator<Item = Page>) -> Result<Report, AdminError> {
    let mut said = String::new();
    for page in pages {
        files::write(&page.file, &page.text)?;
        if page.file != Path::new("-") {
            let _ = writeln!(said, "wrote {}", page.file.display());
        }
    }
    Ok(Report::well(said))
}

fn check(pages: impl Iterator<Item = Page>, format: Format, out: &Path) -> Report {
    let (mut text, mut well) = (String::new(), true);
    for page in pages {
        let file = page.file.display();
        let is = fs::read_to_string(&page.file).unwrap_or_default();
        let line = is
            .lines()
            .zip(page.text.lines())
            .take_while(|(is, due)| is == due);
        let _ = if is == page.text {
            writeln!(text, "{file}: up to date")
        } else {
            let line = line.count() + 1;
            writeln!(text, "{file}:{line}: is not what this program says")
        };
        well &= is == page.text;
    }
    if !well {
        let _ = writeln!(
            text,
            "note: `docs --format {format} --out {}` writes it anew",
            out.display()
        );
    }
    Report { text, well }
}

/// What is there decides; a name that is not there yet is a file's if it has an extension.
fn is_directory(out: &Path) -> bool {
    out != Path::new("-") && (out.is_dir() || !out.is_file() && out.extension().is_none())
}
