//! `profile`: what each request of a thread was made of, and what it cost.

use std::fmt::Write;

use clap::{ArgMatches, Command};

use super::{AdminError, Program, Report, thread};
use crate::context::{self, TokenCounter};
use crate::event::PartTokens;

pub(super) fn command(command: Command) -> Command {
    thread::arguments(command).about(
        "Print the tokens of a thread by part and by request, the share that was cached, and the cost",
    )
}

pub(super) fn run(program: &Program<'_>, matches: &ArgMatches) -> Result<Report, AdminError> {
    let thread = thread::open(program, matches)?;
    let recorded = context::Profile::of(thread.events()).map_err(context::ExplainError::from)?;
    let counter = counter();
    let profile = context::Profile::counted(&thread, &*counter, program.formats)?;
    let mut text = profile.to_string();
    let known = |turn: &context::ProfiledTurn| turn.counted != PartTokens::default();
    if !recorded.turns.iter().all(known) {
        // Without a budget nobody counted when it was sent.
        let _ = writeln!(text, "parts: counted now by {counter:?}");
    }
    Ok(Report::well(text))
}

fn counter() -> Box<dyn TokenCounter> {
    #[cfg(feature = "tiktoken")]
    return Box::new(context::Tiktoken::o200k());
    #[cfg(not(feature = "tiktoken"))]
    return Box::new(context::Estimate);
}
