//! A model's words on the screen while it writes them.
//!
//! ```sh
//! cargo run -p examples --bin stream
//! cargo run -p examples --bin stream -- --model-url http://127.0.0.1:8080/v1 --model … "how do parcels travel?"
//! ```
//!
//! What a listener hears is for the eye; what counts is the whole reply, which is an event of the thread. Without a
//! model the same client reads the same bytes from a server on this machine, which first breaks off in the middle:
//! the client asks again, and what was heard is void.

mod offline;

use std::collections::HashMap;
use std::io::Write;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use agent_core::Schema;
use agent_core::http::Client;
use agent_core::message::Delta;
use agent_core::model::Retry;
use agent_core::parse::{Change, IncomingJson};
use agent_core::port::{Heard, Listener, Piece, Visible};
use agent_core::run::Runner;
use clap::Parser;
use examples::cli::Options;
use examples::timeline::Timeline;

/// You answer questions about parcels, in two sentences at most.
#[agent_core::agent]
enum Clerk {
    /// Answer the customer.
    #[done]
    Reply {
        /// What the customer reads.
        message: String,
    },
}

/// Answers a question and shows the answer while it comes.
#[derive(Parser)]
#[command(name = "stream")]
struct Arguments {
    /// What to ask.
    #[arg(default_value = "Where is my parcel?")]
    words: String,

    #[command(flatten)]
    options: Options,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    // Lives as long as the run.
    let mut server = None;
    let url = match &arguments.options.model_url {
        Some(url) => url.clone(),
        None => server.insert(offline::server()?).url(),
    };
    let client = Client::from_vars(|name| match name {
        "AGENT_MODEL_URL" => Some(url.clone()),
        "AGENT_MODEL" => arguments.options.model.clone().or(Some("offline".into())),
        other => std::env::var(other).ok(),
    })?;
    let runner = Runner::<Clerk>::new(Retry::new(client), ())
        .observer(Timeline::default())
        .listener(Screen::default());
    let mut thread = runner.start("stream-1".parse()?, &()).await?;
    runner.send(&mut thread, arguments.words.as_str()).await?;
    runner.run(&mut thread).await?;
    match thread.answer::<Clerk>()? {
        Some(Clerk::Reply { message }) => println!("\n{}", Visible(&message)),
        None => println!("\n{:?}", thread.state().progress().stopped),
    }
    Ok(())
}

/// Prints the words of an answer, and those inside the arguments of its calls.
#[derive(Default)]
struct Screen(Mutex<HashMap<usize, IncomingJson>>);

impl Listener for Screen {
    fn heard(&self, heard: Heard<'_>) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match heard.piece {
            Piece::Delta(Delta::Text(text)) => print(text),
            Piece::Delta(Delta::CallStarted { index, .. }) => {
                calls.insert(*index, IncomingJson::new(serde_json::Value::SHAPE));
            }
            Piece::Delta(Delta::CallArguments { index, text }) => {
                let updates = calls.get_mut(index).map(|call| call.push(text));
                for update in updates.into_iter().flatten() {
                    if let Change::Text(more) = update.change {
                        print(&more);
                    }
                }
            }
            Piece::Delta(_) => {}
            Piece::Void => {
                calls.clear();
                println!(" [broke off, it begins again]");
            }
        }
    }
}

fn print(text: &str) {
    print!("{}", Visible(text));
    // A screen that is gone ends nothing.
    let _ = std::io::stdout().flush();
}
