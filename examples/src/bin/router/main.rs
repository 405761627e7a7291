//! An orchestrator and three specialists: each sees its own tools and its own thread, and nothing of the others'.
//!
//! ```sh
//! cargo run -p examples --bin router
//! cargo run -p examples --bin router -- "Where is my parcel?"
//! cargo run -p examples --bin router -- "My lamp does not blink"
//! ```
//!
//! A specialist is a step of the orchestrator's, `#[sub(Billing)] Billing { question: String }`. Its thread lies beside
//! the orchestrator's, and what it asks of people is asked here: the refund waits for your yes. Without a model the
//! program knows these three questions.

mod agents;
mod offline;
#[cfg(test)]
mod tests;

use std::process::ExitCode;
use std::sync::Arc;

use agent_core::files::FileStore;
use agent_core::http::Client;
use agent_core::port::{Model, Visible};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agents::{Billing, Router, Shipping, Technical};
use clap::Parser;
use examples::cli::Options;
use examples::session::{human, new_id, observers};
use offline::Scripts;

/// Answers a customer with the help of three specialists.
#[derive(Parser)]
#[command(name = "router")]
struct Arguments {
    /// What the customer wants.
    #[arg(default_value = offline::CHARGED_TWICE)]
    words: String,

    #[command(flatten)]
    options: Options,
}

type Fault = Box<dyn std::error::Error>;

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

/// A model for each of the four.
struct Models {
    router: Arc<dyn Model>,
    billing: Arc<dyn Model>,
    shipping: Arc<dyn Model>,
    technical: Arc<dyn Model>,
}

fn runner(models: Models) -> Runner<Router> {
    Runner::<Router>::new(models.router, ())
        .sub(Runner::<Billing>::new(models.billing, ()), &())
        .sub(Runner::<Shipping>::new(models.shipping, ()), &())
        .sub(Runner::<Technical>::new(models.technical, ()), &())
}

async fn run(arguments: &Arguments) -> Result<(), Fault> {
    let options = &arguments.options;
    let store = FileStore::open(&options.threads)?;
    let runner = runner(models(arguments)?)
        .store(store.clone())
        .human(human(options.approve));
    let runner = observers(options)?
        .into_iter()
        .fold(runner, Runner::observer);
    let mut thread = runner.start(new_id("router")?, &()).await?;
    eprintln!("thread  {}", store.path(thread.id()).display());
    runner.send(&mut thread, arguments.words.as_str()).await?;
    match (runner.run(&mut thread).await?, thread.answer()?) {
        (Status::Finished, Some(Router::Reply { message })) => println!("{}", Visible(&message)),
        (status, _) => println!("{status:?} {:?}", thread.state().progress().stopped),
    }
    Ok(())
}

fn models(arguments: &Arguments) -> Result<Models, Fault> {
    if arguments.options.model_url.is_some() {
        let live: Arc<dyn Model> = Arc::new(Client::from_env()?);
        return Ok(Models {
            router: Arc::clone(&live),
            billing: Arc::clone(&live),
            shipping: Arc::clone(&live),
            technical: live,
        });
    }
    let scripts = offline::story(&arguments.words);
    let scripts = scripts.ok_or("no story has these words: name a model with --model-url")?;
    Ok(scripted(scripts))
}

fn scripted(scripts: Scripts) -> Models {
    Models {
        router: Arc::new(scripts.router),
        billing: Arc::new(scripts.billing),
        shipping: Arc::new(scripts.shipping),
        technical: Arc::new(scripts.technical),
    }
}
