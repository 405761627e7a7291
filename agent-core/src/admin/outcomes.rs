//! `outcomes`: what became of the threads, by the version of the prompt that each began with.

use clap::{ArgMatches, Command};

use super::{AdminError, Program, Report, thread};
use crate::experiment::Outcomes;
use crate::files::read_thread;

pub(super) fn command(command: Command) -> Command {
    command
        .about("Print what became of the threads, by the version of their prompt: how they ended, and what each took")
        .arg(thread::directory())
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    let threads = thread::store(matches);
    let mut outcomes = Outcomes::default();
    for id in threads.threads()? {
        let path = threads.path(&id);
        let events = read_thread(&path)?;
        let scored = program.score.and_then(|score| score(&events));
        let added = outcomes.add(&events, scored);
        added.map_err(|error| AdminError::Unreadable {
            path,
            reason: error.to_string(),
        })?;
    }
    Ok(Report::well(outcomes.to_string()))
}
