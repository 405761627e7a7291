//! A deployment: plain Rust from step to step, and an agent where somebody must judge.
//!
//! ```sh
//! cargo run -p examples --bin deploy
//! ```
//!
//! Staging, tests and the last check are code that always runs the same way. What goes to production first is for the
//! agent, and each deployment for a person: answer `n backend first`, then `y` and `y`. Without a model the agent
//! wants the frontend first, whatever you answer.

mod agent;

use std::process::ExitCode;
use std::sync::Arc;

use agent::{Deployer, Site};
use agent_core::files::FileStore;
use agent_core::http::Client;
use agent_core::port::{Model, Visible};
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use clap::Parser;
use examples::cli::Options;
use examples::session::{human, new_id, observers};

/// Brings a change to production.
#[derive(Parser)]
#[command(name = "deploy")]
struct Arguments {
    /// What was merged.
    #[arg(default_value = "PR 17: show the new prices")]
    change: String,

    #[command(flatten)]
    options: Options,
}

type Fault = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    match deploy(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The whole story, step by step.
async fn deploy(arguments: &Arguments) -> Result<(), Fault> {
    let (staging, production) = (Site::new("staging"), Site::new("production"));
    staging.put("backend", "1.8.0")?;
    staging.put("frontend", "1.8.0")?;
    println!("{}", staging.check()?);
    let summary = to_production(arguments, Arc::clone(&production)).await?;
    println!("{}", Visible(&summary));
    println!("{}", production.check()?);
    Ok(())
}

/// The one step that no rule decides.
async fn to_production(arguments: &Arguments, site: Arc<Site>) -> Result<String, Fault> {
    let options = &arguments.options;
    let runner = Runner::<Deployer>::new(model(options)?, site)
        .store(FileStore::open(&options.threads)?)
        .human(human(options.approve));
    let runner = observers(options)?
        .into_iter()
        .fold(runner, Runner::observer);
    let mut thread = runner.start(new_id("deploy")?, &()).await?;
    runner.send(&mut thread, arguments.change.as_str()).await?;
    let status = runner.run(&mut thread).await?;
    match thread.answer()? {
        Some(Deployer::Deployed { summary }) => Ok(summary),
        Some(Deployer::Halted { reason }) => Err(reason.into()),
        _ => Err(format!("the deployment is {status:?}: nothing more was done").into()),
    }
}

fn model(options: &Options) -> Result<Box<dyn Model>, Fault> {
    if options.model_url.is_some() {
        return Ok(Box::new(Client::from_env()?));
    }
    let tag = r#"{"tag":"1.8.0"}"#;
    Ok(Box::new(
        ScriptedModel::new()
            .call("deploy_frontend", tag)
            .call("deploy_backend", tag)
            .call("deploy_frontend", tag)
            .call(
                "deployed",
                r#"{"summary":"Backend and frontend 1.8.0 are live."}"#,
            ),
    ))
}
