//! The exact request that the model sees, from the first message to the last.

mod agent;
mod budget;
mod chain;
mod compaction;
mod condense;
mod count;
mod explained;
mod golden;
mod held_prefix;
mod hidden;
mod hnsw;
mod kept;
mod outside;
mod pictures;
mod prefix;
mod random;
mod retrieval;
mod state;
mod views;
mod yaml;

use std::sync::Arc;

use agent_core::context::{Format, Plan, Rendered, assemble};
use agent_core::event::Event;
use agent_core::message::Settings;
use agent_core::port::PersonAnswer;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::wire::OpenAiChatDialect;

use agent::{Calculator, Desk};

const FORMATS: [Format; 2] = [Format::Messages, Format::XML];

/// What people say in the story.
const FIRST: &str = "can you multiply 3 and 4, and what is 3 minus 4?\nI owe <1 & you know it";
const DENIAL: &str = "I dont think thats right, use 5 instead of 4";
const ANSWER: &str = "  the <second> one,\n\tof course ";
const THANKS: &str = "thanks, and 1 + 1?";

/// What the model says in the story: the step and its arguments.
const SAID: [&[(&str, &str)]; 8] = [
    &[
        ("multiply", r#"{"a":3,"b":4}"#),
        ("subtract", r#"{"a":3,"b":4}"#),
    ],
    &[("devide", r#"{"a":12,"b":4}"#)],
    &[("divide", r#"{"a":12,"b":4}"#)],
    &[(
        "request_more_information",
        r#"{"message":"Which one:\n4 or 5?"}"#,
    )],
    &[("divide", r#"{"a":12,"b":0}"#)],
    &[("done_for_now", r#"{"message":"I cannot divide by 0."}"#)],
    &[("add", r#"{"a":1,"b":1.5}"#)],
    &[("done_for_now", r#"{"message":"2.5"}"#)],
];

/// A message, parallel calls and their results, a call that the flow chose, a refused reply, a denial, a
/// question and its answer, a failure, a final answer, and a message after it.
async fn story(format: Format) -> (Thread, Vec<String>) {
    let model = Arc::new(script(format));
    let runner = Runner::<Calculator>::new(Arc::clone(&model), ()).format(format);
    let id = "story".parse().unwrap();
    let mut thread = runner.start(id, &Desk::of("apples")).await.unwrap();
    runner.send(&mut thread, FIRST).await.unwrap();
    for (call, answer) in [
        (4, approval(false, Some(DENIAL))),
        (5, said(ANSWER)),
        (6, approval(true, None)),
    ] {
        let status = runner.run(&mut thread).await.unwrap();
        assert!(matches!(
            status,
            Status::AwaitingApproval | Status::AwaitingAnswer
        ));
        runner.answer(&mut thread, call, answer).await.unwrap();
    }
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    runner.send(&mut thread, THANKS).await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(model.finish(), Ok(()));
    (thread, model.requests())
}

/// The model's side in native calls, or in text that holds the same steps.
fn script(format: Format) -> ScriptedModel {
    SAID.iter()
        .fold(ScriptedModel::new(), |model, said| match format {
            Format::Messages => model.calls(said.iter().copied()),
            Format::Text(_) => model.text(&as_text(said)),
        })
}

fn as_text(said: &[(&str, &str)]) -> String {
    let steps: Vec<String> = said
        .iter()
        .map(|(step, arguments)| arguments.replacen('{', &format!("{{\"intent\":\"{step}\","), 1))
        .collect();
    format!("- I think\n[{}]", steps.join(","))
}

fn approval(approved: bool, comment: Option<&str>) -> PersonAnswer {
    PersonAnswer::Approval {
        approved,
        comment: comment.map(str::to_owned),
        by: "Ada".into(),
        sha256: None,
    }
}

fn said(text: &str) -> PersonAnswer {
    PersonAnswer::Answer {
        value: text.into(),
        by: "Ada".into(),
    }
}

/// The request over a thread of these events.
fn request(events: &[Event], format: Format, rendered: &mut Rendered) -> String {
    let id = "story".parse().unwrap();
    let thread = Thread::load::<Calculator>(id, events.to_vec()).unwrap();
    let settings = Settings::new("scripted");
    let plan = Plan {
        dialect: &OpenAiChatDialect,
        settings: &settings,
        host: "",
        format,
        stream: false,
        bounds: None,
    };
    assemble(&thread, &plan, rendered).unwrap().to_text()
}
