//! `--agent NAME`: which of the program's agents a command is about.

use clap::{Arg, ArgMatches};

use super::{AdminError, Program};
use crate::agent::AgentSpec;

/// The argument.
pub(super) fn argument() -> Arg {
    Arg::new("agent")
        .long("agent")
        .value_name("NAME")
        .help("Only this agent, by the name of its enum")
}

/// The agents that are meant: all of them without the argument.
pub(super) fn selected(
    program: &Program<'_>,
    matches: &ArgMatches,
) -> Result<Vec<&'static AgentSpec>, AdminError> {
    let agents = program.specs();
    let Some(name) = matches.get_one::<String>("agent") else {
        return Ok(agents);
    };
    let found = agents.iter().find(|agent| agent.name == name);
    found
        .map(|agent| vec![*agent])
        .ok_or_else(|| AdminError::NoAgent {
            name: name.clone(),
            known: names(&agents),
        })
}

/// The agents' names, to be read.
pub(super) fn names(agents: &[&'static AgentSpec]) -> String {
    let names = agents.iter().map(|agent| format!("`{}`", agent.name));
    names.collect::<Vec<_>>().join(", ")
}
