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
use agent_core::admin;
use agent_core::agent::Agent;
use examples::cli::Arguments;
use examples::offline::Recording;
use examples::session::{self, Example};

const RECORDINGS: &[Recording] = &[Recording {
    lines: include_str!("../../../recordings/calculator.jsonl"),
}];

const ABOUT: &str = "A calculator that asks before it divides. The answer goes to the standard output, the timeline to the standard error.";

#[tokio::main]
async fn main() -> ExitCode {
    if let Some(code) = admin::run(&[Calculator::table()], std::env::args_os()) {
        return code;
    }
    let example = Example::<Calculator> {
        name: "calculator",
        recordings: RECORDINGS,
        state: (),
        deps: Arc::new(()),
    };
    session::main(Arguments::of("calculator", ABOUT), example).await
}
