//! `<THREAD>` and `--threads DIR`: which thread a command is about. Only reads.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use super::{AdminError, Program, select};
use crate::agent::Table;
use crate::event::{Event, Fact, ThreadId};
use crate::files::{FileStore, read_thread};
use crate::thread::Thread;

/// Where threads are, unless told otherwise.
const DIR: &str = ".threads";

/// The arguments of a command about one thread.
pub(super) fn arguments(command: Command) -> Command {
    command
        .arg(
            Arg::new("thread")
                .value_name("THREAD")
                .required(true)
                .help("A thread's name, or the path of its file"),
        )
        .arg(directory())
}

/// Where threads are.
pub(super) fn directory() -> Arg {
    Arg::new("threads")
        .long("threads")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .default_value(DIR)
        .help("Where threads are kept, one file each")
}

/// The store that is meant.
pub(super) fn store(matches: &ArgMatches) -> FileStore {
    let dir = matches.get_one::<PathBuf>("threads");
    FileStore::to_read(dir.map_or_else(|| DIR.into(), PathBuf::clone))
}

/// The thread that is meant, with the agent's own types.
pub(super) fn open(program: &Program<'_>, matches: &ArgMatches) -> Result<Thread, AdminError> {
    let path = path(matches)?;
    let events = read_thread(&path)?;
    let unreadable = |reason: String| AdminError::Unreadable {
        path: path.clone(),
        reason,
    };
    let (id, agent) = names(&events).ok_or_else(|| unreadable("it holds no thread".to_owned()))?;
    let id: ThreadId = id.parse().map_err(|error| unreadable(format!("{error}")))?;
    let table = table(program, &agent)?;
    Thread::load_table(table, id, events).map_err(|error| unreadable(error.to_string()))
}

/// The file of a thread of this name; else a file of this path.
fn path(matches: &ArgMatches) -> Result<PathBuf, AdminError> {
    let empty = String::new();
    let thread = matches.get_one::<String>("thread").unwrap_or(&empty);
    let store = store(matches);
    let known = thread.parse().map(|id: ThreadId| store.path(&id));
    let path = Path::new(thread);
    match known {
        Ok(known) if known.is_file() => Ok(known),
        _ if path.is_file() => Ok(path.to_owned()),
        _ => Err(AdminError::NoThread {
            thread: thread.clone(),
            dir: store.dir().to_owned(),
        }),
    }
}

fn table(program: &Program<'_>, agent: &str) -> Result<&'static Table, AdminError> {
    let found = program.agents.iter().find(|table| table.spec.name == agent);
    found.copied().ok_or_else(|| AdminError::OthersThread {
        agent: agent.to_owned(),
        known: select::names(&program.specs()),
    })
}

/// The thread's name and its agent's.
fn names(events: &[Event]) -> Option<(String, String)> {
    let mut facts = events.iter().filter_map(|event| match event.kind() {
        "started" | "forked" => Fact::read(event).ok()?,
        _ => None,
    });
    let Some(Fact::Started(started)) = facts.next() else {
        return None;
    };
    let mut forked = facts.filter_map(|fact| match fact {
        Fact::Forked(forked) => Some(forked.thread),
        _ => None,
    });
    Some((forked.next_back().unwrap_or(started.thread), started.agent))
}
