//! The command line of the examples. Knows nothing of what an example does.

use std::path::PathBuf;

use agent_core::event::ThreadId;
use clap::{CommandFactory, FromArgMatches};

/// Where the model is, where threads are kept, and who says yes.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// A live model: the address of an OpenAI-compatible API. Without one the example plays its recordings.
    #[arg(
        long,
        global = true,
        env = "AGENT_MODEL_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub model_url: Option<String>,

    /// The live model's name.
    #[arg(long, global = true, env = "AGENT_MODEL", value_name = "NAME")]
    pub model: Option<String>,

    /// Where threads are kept, one file each.
    #[arg(long, global = true, value_name = "DIR", default_value = ".threads")]
    pub threads: PathBuf,

    /// Take the prompt of a new thread from a release, as the command `release` writes it.
    #[arg(long, global = true, value_name = "FILE")]
    pub release: Option<PathBuf>,

    /// Say yes to every approval; the log keeps `--approve` as the one who did.
    #[arg(long, global = true)]
    pub approve: bool,

    /// Write telemetry as JSON lines to a file, or to the standard output with `-`.
    #[arg(long, global = true, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Record the live model's answers, to be played back later.
    #[arg(long, global = true, value_name = "FILE")]
    pub record: Option<PathBuf>,
}

/// The command line of the examples that keep threads.
#[derive(Debug, clap::Parser)]
#[command(arg_required_else_help = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    /// What to say to the agent, in quotes.
    #[arg(required = true)]
    pub words: Option<String>,

    /// What else to do.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Where the model is, and the rest.
    #[command(flatten)]
    pub options: Options,
}

/// What else can be done.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Go on with a thread: after a pause or a crash, or with more words.
    Resume {
        /// The thread's name, as it was printed.
        thread: ThreadId,
        /// An answer to its question, or a further message.
        words: Option<String>,
    },
}

/// What the person at the command line wants.
#[derive(Debug, Clone)]
pub enum Wish {
    /// A new thread that begins with these words.
    Ask(String),
    /// An old thread goes on, with more words or without.
    Resume(ThreadId, Option<String>),
}

impl Arguments {
    /// Reads the command line of the program `name`; `about` stands at the head of its `--help`.
    #[must_use]
    pub fn of(name: &'static str, about: &'static str) -> Self {
        let command = Self::command()
            .name(name)
            .about(about)
            .after_help(agent_core::admin::help());
        let read = Self::from_arg_matches(&command.get_matches());
        read.unwrap_or_else(|error| error.exit())
    }

    /// The options, and what is wanted.
    #[must_use]
    pub fn into_wish(self) -> (Options, Wish) {
        let wish = match self.command {
            Some(Command::Resume { thread, words }) => Wish::Resume(thread, words),
            None => Wish::Ask(self.words.unwrap_or_default()),
        };
        (self.options, wish)
    }
}
