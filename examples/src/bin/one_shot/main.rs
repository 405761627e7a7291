//! Single calls of a model inside ordinary code: no agent, no thread, no loop.
//!
//! ```sh
//! cargo run -p examples --bin one_shot
//! cargo run -p examples --bin one_shot -- --model-url http://127.0.0.1:8080/v1 --model … "my parcel came open"
//! ```
//!
//! `classify::<Intent>` sorts each ticket, a `match` decides, and `extract::<RefundRequest>` reads what a refund
//! needs. A reply that does not fit is a typed error that says which field and why.

mod tickets;

use std::process::ExitCode;

use agent_core::once::OnceError;
use agent_core::port::{ModelError, Visible};
use clap::Parser;
use examples::cli::Options;
use examples::offline::{NoModel, Recording, choose};
use tickets::{Done, handle};

/// Sorts tickets with one call of a model each, and two for a refund.
#[derive(Parser)]
#[command(name = "one_shot")]
struct Arguments {
    /// What customers wrote; three tickets where there is none.
    tickets: Vec<String>,

    #[command(flatten)]
    options: Options,
}

const RECORDINGS: &[Recording] = &[Recording {
    lines: include_str!("../../../recordings/one_shot.jsonl"),
}];

const TICKETS: [&str; 3] = [
    "Please give me my money back for order A-1002, the parcel never arrived.",
    "Where is my order A-1001?",
    "Your driver was rude to my dog.",
];

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = Arguments::parse();
    if arguments.tickets.is_empty() {
        arguments.tickets = TICKETS.map(str::to_owned).to_vec();
    }
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { tickets, options } = arguments;
    let known = |recording: &Recording| tickets.iter().all(|ticket| recording.begins_with(ticket));
    let chosen = choose(options, "one_shot", RECORDINGS, known)?;
    chosen.introduce();
    for ticket in tickets {
        println!("\n{}", Visible(ticket));
        match handle(&*chosen.model, ticket).await {
            Ok(Done::Refund(request)) => {
                let (order, reason) = (Visible(&request.order_id), Visible(&request.reason));
                println!("  refund {order}: {reason}");
            }
            Ok(Done::Status) => println!("  look up where it is"),
            Ok(Done::Complaint) => println!("  hand over to a colleague"),
            Err(OnceError::Model(ModelError::Unrecorded { .. })) => {
                return Err(NoModel::Unrecorded {
                    example: "one_shot",
                }
                .into());
            }
            Err(OnceError::Model(error)) => return Err(error.into()),
            Err(error) => println!("  for a person: {}", Visible(&error.to_string())),
        }
    }
    Ok(())
}
