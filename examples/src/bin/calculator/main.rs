//! The calculator: four operations, one of which waits for a person's approval.
//!
//! ```sh
//! cargo run -p examples --bin calculator -- "can you multiply 3 and 4, then divide the result by 2 and then add 12 to that result"
//! cargo run -p examples --bin calculator -- resume <thread> "and now subtract 1"
//! ```
//!
//! Without a model it plays its recordings; `--model-url` or `AGENT_MODEL_URL` asks a live one. `--approve` says
//! yes to every division. The answer goes to the standard output, the timeline to the standard error.

mod agent;
mod number;
#[cfg(test)]
mod prompt_tests;

use std::process::ExitCode;
use std::sync::Arc;

use agent::Calculator;
use agent_core::event::ThreadId;
use clap::{Parser, Subcommand};
use examples::cli::Options;
use examples::offline::Recording;
use examples::session::{self, Example, Wish};

/// A calculator that asks before it divides.
#[derive(Parser)]
#[command(
    name = "calculator",
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true
)]
struct Arguments {
    /// What to calculate, in your words.
    words: Option<String>,

    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Command {
    /// Go on with a thread: after a pause, or with more words.
    Resume {
        /// The thread's name, as it was printed.
        thread: ThreadId,
        /// An answer to its question, or a further message.
        words: Option<String>,
    },
}

const RECORDINGS: &[Recording] = &[Recording {
    lines: include_str!("../../../recordings/calculator.jsonl"),
}];

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments {
        words,
        command,
        options,
    } = Arguments::parse();
    let wish = match (command, words) {
        (Some(Command::Resume { thread, words }), _) => Wish::Resume(thread, words),
        (None, words) => Wish::Ask(words.unwrap_or_default()),
    };
    let example = Example::<Calculator> {
        name: "calculator",
        recordings: RECORDINGS,
        state: (),
        deps: Arc::new(()),
    };
    match session::run(&options, example, wish).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
