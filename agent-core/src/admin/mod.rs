//! The commands of a program about itself: what its agents are, what may have changed, and what its threads did.
//!
//! [`run`] grants them from a program's own `main`, so they speak of exactly what was compiled. Owns the command
//! line, files and exit codes; what the commands say is written by pure functions elsewhere. Starts no agent
//! and asks no model.
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use agent_core::admin;
//! use agent_core::prelude::*;
//!
//! /// A clerk.
//! #[agent]
//! enum Clerk {
//!     /// Answer the reader.
//!     #[done]
//!     Reply { message: String },
//! }
//!
//! fn main() -> ExitCode {
//!     if let Some(code) = admin::run(&[Clerk::table()], std::env::args_os()) {
//!         return code; // it was `clerk manifest` or another command of the list
//!     }
//!     // … what the program is for
//!     ExitCode::SUCCESS
//! }
//! ```
//!
//! A program with a clap command line of its own takes [`commands`] as subcommands and gives what was matched to
//! [`matched`].

mod docs;
mod drift;
mod error;
mod explain;
mod files;
mod lint;
mod lock;
mod manifest;
mod outcomes;
mod profile;
mod program;
mod release;
mod select;
mod thread;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

pub use clap;
use clap::{ArgMatches, Command};

use error::AdminError;
pub use program::{Program, Score};

/// One command: how it is called, and what it does.
struct Entry {
    name: &'static str,
    command: fn(Command) -> Command,
    run: fn(&Program<'_>, &ArgMatches) -> Result<Report, AdminError>,
}

/// Every command, in the order of `--help`.
const COMMANDS: &[Entry] = &[
    Entry {
        name: "docs",
        command: docs::command,
        run: docs::run,
    },
    Entry {
        name: "lint",
        command: lint::command,
        run: lint::run,
    },
    Entry {
        name: "manifest",
        command: manifest::command,
        run: manifest::run,
    },
    Entry {
        name: "lock",
        command: lock::command,
        run: lock::run,
    },
    Entry {
        name: "release",
        command: release::command,
        run: release::run,
    },
    Entry {
        name: "explain",
        command: explain::command,
        run: explain::run,
    },
    Entry {
        name: "profile",
        command: profile::command,
        run: profile::run,
    },
    Entry {
        name: "outcomes",
        command: outcomes::command,
        run: outcomes::run,
    },
];

/// What a command has to say.
struct Report {
    /// For the standard output.
    text: String,
    /// Whether all is well: the exit code.
    well: bool,
}

impl Report {
    fn well(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { text, well: true }
    }

    /// How the program differs from a file, one line a difference.
    fn check(file: &Path, lines: &[String]) -> Self {
        let file = file.display();
        if lines.is_empty() {
            return Self::well(format!("{file}: up to date\n"));
        }
        let lines = lines.join("\n  ");
        Self {
            text: format!("{file}: differs from this program\n  {lines}\n"),
            well: false,
        }
    }
}

/// Grants a command about the program's agents if the first argument names one; `None` if it does not, and the
/// program goes on.
///
/// `arguments` begin with the program's name, as [`std::env::args_os`] does. The exit code is 0, or 1 if a check
/// found something or the command failed, or 2 if its arguments were wrong.
#[must_use = "the program ends with this code"]
pub fn run<'a, I>(program: impl Into<Program<'a>>, arguments: I) -> Option<ExitCode>
where
    I: IntoIterator<Item: Into<OsString>>,
{
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let first = arguments.get(1)?;
    COMMANDS.iter().find(|entry| first == entry.name)?;
    let line = Command::new("admin").subcommands(commands());
    match line.try_get_matches_from(arguments) {
        Ok(matches) => matched(program, &matches),
        Err(error) => {
            // Nobody is left to be told that the terminal is gone.
            let _ = error.print();
            Some(if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            })
        }
    }
}

/// The commands, for a clap command line of the program's own.
pub fn commands() -> impl Iterator<Item = Command> {
    COMMANDS
        .iter()
        .map(|entry| (entry.command)(Command::new(entry.name)))
}

/// Grants the command that was matched below a command line of the program's own; `None` if it was none of
/// [`commands`].
#[must_use = "the program ends with this code"]
pub fn matched<'a>(program: impl Into<Program<'a>>, matches: &ArgMatches) -> Option<ExitCode> {
    let (name, matches) = matches.subcommand()?;
    let entry = COMMANDS.iter().find(|entry| entry.name == name)?;
    let report = (entry.run)(&program.into(), matches).and_then(|report| {
        files::print(&report.text)?;
        Ok(report.well)
    });
    Some(match report {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    })
}

/// One line for each command, to stand below a program's own `--help`.
#[must_use]
pub fn help() -> String {
    let line = |command: Command| {
        let about = command.get_about().map(ToString::to_string);
        format!(
            "  {:<9} {}\n",
            command.get_name(),
            about.unwrap_or_default()
        )
    };
    let lines: String = commands().map(line).collect();
    format!("About this program's agents:\n{lines}")
}
