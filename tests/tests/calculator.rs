//! The calculator agent, from annotated Rust to a finished thread, on a scripted model.

use agent_core::event::ThreadId;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::tool;

/// Add two numbers.
#[tool(read)]
fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// Multiply two numbers.
#[tool(read)]
fn multiply(a: f64, b: f64) -> f64 {
    a * b
}

/// A calculator.
#[agent]
enum Calculator {
    Add(Add),
    Multiply(Multiply),
    /// You can request more information from me.
    #[ask]
    RequestMoreInformation {
        message: String,
    },
    /// Message to send to the user about the work that was done.
    #[done]
    DoneForNow {
        message: String,
    },
}

#[tokio::test]
async fn a_chain_of_calls_ends_with_an_answer() {
    let model = ScriptedModel::new()
        .call("multiply", r#"{"a":3,"b":4}"#)
        .call("add", r#"{"a":12,"b":6}"#)
        .call("done_for_now", r#"{"message":"18"}"#);
    let runner = Runner::<Calculator>::new(model, ());
    let id: ThreadId = "calc-1".parse().unwrap();
    let mut thread = runner.start(id, &()).await.unwrap();
    runner
        .send(&mut thread, "multiply 3 and 4, then add 6")
        .await
        .unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    for event in thread.events() {
        println!("{}", event.line());
    }
    assert_eq!(status, Status::Finished);
}
