//! `explain`: the request of a step once more, byte for byte, from the thread's log alone.

use clap::{Arg, ArgMatches, Command, value_parser};

use super::{AdminError, Program, Report, thread};
use crate::context;

pub(super) fn command(command: Command) -> Command {
    let step = Arg::new("step")
        .long("step")
        .short('n')
        .value_name("N")
        .value_parser(value_parser!(usize))
        .help("The thread's Nth request to the model, as `profile` numbers them; the last one unless told otherwise");
    thread::arguments(command)
        .about("Print what the model was sent at a step, byte for byte, from the thread's log")
        .arg(step)
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    let thread = thread::open(program, matches)?;
    let last = usize::try_from(thread.state().progress().asked).unwrap_or(usize::MAX);
    let step = matches.get_one::<usize>("step").copied().unwrap_or(last);
    let explained = context::explain(&thread, step, program.formats)?;
    Ok(Report::well(explained.body.to_text()))
}
