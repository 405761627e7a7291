//! A real model, when the environment names one (see `examples/local-model`); reported as ignored, never as
//! passed, when it does not.

use std::process::ExitCode;

use agent_core::http::{Client, OpenAiChat};
use agent_core::message::{Message, Output, Settings, Stop, ToolChoice, ToolDefinition};
use agent_core::port::{Ask, Model};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::wire::{Body, Head};
use libtest_mimic::{Arguments, Failed, Trial};
use tests::calculator::Calculator;

const ADD: ToolDefinition<'_> = ToolDefinition {
    name: "add",
    description: "Add two numbers.",
    parameters: r#"{"type":"object","properties":{"a":{"type":"number"},"b":{"type":"number"}},"required":["a","b"],"additionalProperties":false}"#,
    strict: Some(true),
};

fn main() -> ExitCode {
    let absent = std::env::var_os("AGENT_MODEL_URL").is_none();
    if absent {
        eprintln!("skipped: live model: AGENT_MODEL_URL is not set");
    }
    let trial =
        |name, test: fn() -> Result<(), Failed>| Trial::test(name, test).with_ignored_flag(absent);
    let trials = vec![
        trial(
            "a_real_model_answers_a_request_with_tools",
            request_with_tools,
        ),
        trial("a_real_model_drives_the_loop", loop_of_steps),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(future)
}

/// The model of the environment; answers stay short, so that a slow one is in time.
fn model() -> Client {
    let url = std::env::var("AGENT_MODEL_URL").expect("looked at before");
    let settings = Settings {
        max_output_tokens: Some(64),
        temperature: Some(0.0),
        ..Settings::new(std::env::var("AGENT_MODEL").unwrap_or_default())
    };
    OpenAiChat::new(url)
        .settings(settings)
        .build()
        .expect("the environment describes a model")
}

fn request_with_tools() -> Result<(), Failed> {
    let model = model();
    let tools = Output::Tools {
        tools: &[ADD],
        choice: ToolChoice::Required,
    };
    let messages = [Message::User("What is 2 plus 3?")];
    let body = Body::whole(
        model.dialect(),
        &Head::new(model.settings()).output(&tools),
        &messages,
    );
    let reply = block_on(model.ask(&Ask::one(&model, body)))?.reply;
    println!("{reply:?}");
    // A small model's words are its own; what must hold is that every part of its answer was read.
    assert_ne!(reply.stop, Stop::Missing);
    assert!(reply.text.is_some() || !reply.calls.is_empty());
    assert!(
        reply
            .usage
            .is_some_and(|usage| usage.input > 0 && usage.output > 0)
    );
    Ok(())
}

/// Whatever the model says, the run ends in a known state and every call that ran was a valid one.
fn loop_of_steps() -> Result<(), Failed> {
    let status = block_on(async {
        let runner = Runner::<Calculator>::new(model(), ());
        let mut thread = runner.start("live-1".parse()?, &()).await?;
        runner.send(&mut thread, "What is 2 plus 3?").await?;
        let status = runner.run(&mut thread).await?;
        for event in thread.events() {
            println!("{}", event.line());
        }
        Ok::<_, Failed>(status)
    })?;
    assert_ne!(status, Status::Working);
    Ok(())
}
