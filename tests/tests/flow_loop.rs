//! The loop: parallel calls, breaks, steps without a model, messages at odd times
//! (rows F4.8, F8.2, F8.3, F8.5, F8.6).

#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "the tools are made up"
)]

use std::sync::Arc;
use std::time::Duration;

use agent_core::event::{Event, Fact, StopReason, Time};
use agent_core::port::{MemoryStore, Store};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use serde_json::Value;
use tests::clerk::{Clerk, Desk, Tally};
use tests::people::{Somebody, agreeable, approval};

fn kinds(thread: &Thread) -> Vec<&str> {
    thread.events().iter().map(Event::kind).collect()
}

fn count(thread: &Thread, kind: &str) -> usize {
    kinds(thread)
        .into_iter()
        .filter(|found| *found == kind)
        .count()
}

/// Wait and give the number back; even numbers fail.
#[tool(read)]
async fn slow(number: u64, ms: u64) -> Result<u64, String> {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    if number.is_multiple_of(2) {
        Err(format!("{number} is even"))
    } else {
        Ok(number)
    }
}

/// Wait, alone.
#[tool(idempotent)]
async fn alone(ms: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    ms
}

/// An agent with the default flow.
#[agent]
enum Plain {
    Slow(Slow),
    Alone(Alone),
    /// Ask for permission.
    #[ask(answer = bool)]
    RequestApproval {
        decision: String,
    },
    /// Say it.
    #[done]
    Reply {
        message: String,
    },
}

async fn plain(model: ScriptedModel) -> (Runner<Plain>, Thread) {
    let runner = Runner::<Plain>::new(model, ());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    (runner, thread)
}

#[tokio::test(start_paused = true)]
async fn calls_that_read_run_beside_each_other_and_one_failure_stays_alone() {
    let model = Arc::new(
        ScriptedModel::new()
            .calls([
                ("slow", r#"{"number":1,"ms":200}"#),
                ("slow", r#"{"number":2,"ms":150}"#),
                ("slow", r#"{"number":3,"ms":100}"#),
            ])
            .call("reply", r#"{"message":"done"}"#),
    );
    let runner = Runner::<Plain>::new(model.clone(), ());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    let began = tokio::time::Instant::now();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let took = began.elapsed();
    assert!((200..300).contains(&took.as_millis()), "{took:?}");
    // They came back last one first, and the model reads them in the order in which it called.
    let ended: Vec<u64> = thread
        .events()
        .iter()
        .filter_map(|event| match Fact::read(event).unwrap() {
            Some(Fact::CallReturned(fact)) => Some(fact.call),
            Some(Fact::CallFailed(fact)) => Some(fact.call),
            _ => None,
        })
        .collect();
    assert_eq!(ended, [3, 2, 1]);
    let request: Value = serde_json::from_str(&model.requests()[1]).unwrap();
    let results = request["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|message| message["role"] == "tool");
    let results: Vec<&str> = results
        .map(|message| message["content"].as_str().unwrap())
        .collect();
    assert_eq!(results, ["1", "error: 2 is even", "3"]);
}

#[tokio::test]
async fn three_calls_of_200_ms_take_less_than_500_on_the_wall() {
    let model = ScriptedModel::new()
        .calls([("slow", r#"{"number":1,"ms":200}"#); 3])
        .call("reply", r#"{"message":"done"}"#);
    let (runner, mut thread) = plain(model).await;
    let began = std::time::Instant::now();
    runner.run(&mut thread).await.unwrap();
    assert!(
        began.elapsed() < Duration::from_millis(500),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(count(&thread, "call_returned"), 3);
}

#[tokio::test(start_paused = true)]
async fn calls_that_do_more_than_read_run_one_after_another() {
    let model = ScriptedModel::new()
        .calls([
            ("slow", r#"{"number":1,"ms":100}"#),
            ("alone", r#"{"ms":100}"#),
            ("alone", r#"{"ms":100}"#),
            ("slow", r#"{"number":3,"ms":100}"#),
        ])
        .call("reply", r#"{"message":"done"}"#);
    let (runner, mut thread) = plain(model).await;
    let began = tokio::time::Instant::now();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(began.elapsed().as_millis() / 10, 40);
}

#[tokio::test(start_paused = true)]
async fn the_runner_bounds_how_many_run_at_a_time() {
    let model = ScriptedModel::new()
        .calls([("slow", r#"{"number":1,"ms":100}"#); 5])
        .call("reply", r#"{"message":"done"}"#);
    let (runner, mut thread) = plain(model).await;
    let began = tokio::time::Instant::now();
    assert_eq!(
        runner.parallel(2).run(&mut thread).await.unwrap(),
        Status::Finished
    );
    assert_eq!(began.elapsed().as_millis() / 10, 30);
}

#[tokio::test]
async fn the_loop_breaks_at_a_question() {
    let model = ScriptedModel::new().call("request_approval", r#"{"decision":"launch"}"#);
    let (runner, mut thread) = plain(model).await;
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingAnswer
    );
    assert_eq!(count(&thread, "model_asked"), 1);
}

#[tokio::test]
async fn one_tool_follows_another_without_the_model() {
    let model = ScriptedModel::new()
        .call("look", r#"{"what":"lost"}"#)
        .call("reply", r#"{"message":"sent"}"#);
    let runner = Runner::<Clerk>::new(model, Desk::default()).human(Somebody(agreeable));
    let mut thread = runner
        .start("t".parse().unwrap(), &Tally::default())
        .await
        .unwrap();
    runner.send(&mut thread, "where is it?").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let found = kinds(&thread);
    let returned: Vec<usize> = (0..found.len())
        .filter(|at| found[*at] == "call_returned")
        .collect();
    assert!(
        !found[returned[0]..returned[1]].contains(&"model_asked"),
        "{found:?}"
    );
    assert_eq!(count(&thread, "model_asked"), 2);
}

mod pipeline {
    use agent_core::prelude::*;

    /// Fetch a page.
    #[tool(read)]
    pub(super) async fn fetch(url: String) -> String {
        format!("page of {url}")
    }

    /// Shorten a text.
    #[tool(read)]
    pub(super) fn transform(text: String) -> String {
        text.to_uppercase()
    }

    /// File the page.
    #[tool(idempotent)]
    pub(super) async fn execute(text: String, good: bool) -> String {
        format!("{good}: {text}")
    }

    #[data]
    #[derive(Default)]
    pub(super) struct Page {
        pub(super) text: String,
    }

    /// Reads pages; only the judgement is the model's.
    #[agent(state = Page)]
    pub(super) enum Reader {
        Fetch(Fetch),
        Transform(Transform),
        Execute(Execute),
        /// Judge the page.
        #[done]
        Judge {
            good: bool,
        },
        /// The end.
        #[done]
        Filed,
    }

    impl State<Reader> for Page {
        fn apply(&mut self, outcome: &ReaderOutcome) {
            if let ReaderOutcome::Transform(_, Ok(text)) = outcome {
                self.text.clone_from(text);
            }
        }
    }

    impl Flow for Reader {
        fn next(outcome: ReaderOutcome, page: &Page) -> Next<Self> {
            match outcome {
                ReaderOutcome::Started(start) => Next::go(Fetch { url: start.message }),
                ReaderOutcome::Fetch(_, Ok(text)) => Next::go(Transform { text }),
                ReaderOutcome::Transform(_, Ok(_)) => Next::ask_model(),
                ReaderOutcome::Judge { good } => Next::go(Execute {
                    text: page.text.clone(),
                    good,
                }),
                ReaderOutcome::Execute(_, Ok(_)) => Next::go(Self::Filed),
                ReaderOutcome::Filed => Next::finish(),
                ReaderOutcome::Fetch(_, Err(failure))
                | ReaderOutcome::Transform(_, Err(failure))
                | ReaderOutcome::Execute(_, Err(failure)) => Next::stop(failure.to_string()),
                ReaderOutcome::Failed(failure) => Next::stop(failure.message),
            }
        }
    }
}

#[tokio::test]
async fn steps_that_need_no_judgement_need_no_model() {
    let model = ScriptedModel::new().call("judge", r#"{"good":true}"#);
    let runner = Runner::<pipeline::Reader>::new(model, ());
    let mut thread = runner
        .start("t".parse().unwrap(), &pipeline::Page::default())
        .await
        .unwrap();
    runner.send(&mut thread, "a.org").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(
        (
            count(&thread, "model_asked"),
            count(&thread, "call_returned")
        ),
        (1, 3)
    );
    let filed = thread
        .events()
        .iter()
        .rev()
        .find(|event| event.kind() == "call_returned")
        .unwrap();
    assert!(
        filed.data().ends_with(r#""value":"true: PAGE OF A.ORG"}"#),
        "{}",
        filed.data()
    );
}

#[tokio::test]
async fn plain_text_is_no_final_answer() {
    let model = Arc::new(
        ScriptedModel::new()
            .text("I am done, goodbye.")
            .call("reply", r#"{"message":"done"}"#),
    );
    let runner = Runner::<Plain>::new(model.clone(), ());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(count(&thread, "reply_refused"), 1);
    let finished = thread
        .events()
        .iter()
        .filter(|event| event.kind() == "steps_chosen");
    assert_eq!(finished.count(), 1);
    assert!(model.requests()[1].contains("I am done, goodbye."));
}

#[tokio::test]
async fn text_alone_ends_as_a_failure_of_the_model() {
    let model = ScriptedModel::new().text("Hm.").text("Hm.").text("Hm.");
    let (runner, mut thread) = plain(model).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    assert_eq!(count(&thread, "reply_refused"), 3);
    assert!(matches!(
        thread.state().progress().stopped,
        Some(StopReason::Flow(_))
    ));
}

#[tokio::test]
async fn a_call_of_a_reply_that_was_cut_off_never_runs() {
    let cut = serde_json::json!({
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "length", "message": {"role": "assistant", "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "alone", "arguments": r#"{"ms":1}"#}}]}}],
    });
    let model = ScriptedModel::new()
        .raw(200, cut.to_string())
        .call("reply", r#"{"message":"done"}"#);
    let (runner, mut thread) = plain(model).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(
        (
            count(&thread, "call_started"),
            count(&thread, "reply_refused")
        ),
        (0, 1)
    );
}

#[tokio::test]
async fn one_bad_call_refuses_the_whole_reply() {
    let model = ScriptedModel::new()
        .calls([("alone", r#"{"ms":1}"#), ("alone", r#"{"ms":"soon"}"#)])
        .call("reply", r#"{"message":"done"}"#);
    let (runner, mut thread) = plain(model).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(
        (
            count(&thread, "call_started"),
            count(&thread, "reply_refused")
        ),
        (0, 1)
    );
}

#[tokio::test]
async fn a_message_while_the_model_thinks_is_answered_with_its_reply() {
    // Another process asked the model and is gone; a message comes before anyone asks again.
    let (runner, mut thread) = plain(ScriptedModel::new().hang()).await;
    let gone = tokio::time::timeout(Duration::from_millis(50), runner.run(&mut thread)).await;
    assert!(gone.is_err());
    assert_eq!(kinds(&thread).last(), Some(&"model_asked"));
    let store = MemoryStore::new();
    store.append(thread.id(), 0, thread.events()).await.unwrap();
    let model = Arc::new(ScriptedModel::new().call("reply", r#"{"message":"both"}"#));
    let runner = Runner::<Plain>::new(model.clone(), ()).store(store);
    let mut thread = runner.load(thread.id()).await.unwrap();
    runner.send(&mut thread, "and hurry").await.unwrap();
    assert_eq!(thread.state().progress().inbox, ["and hurry"]);
    // The default flow is told of the message and asks the model, whose final answer settled beside it.
    let status = runner.run(&mut thread).await.unwrap();
    assert!(model.requests()[0].contains("and hurry"));
    assert_eq!(status, Status::Finished);
    assert!(thread.state().progress().inbox.is_empty());
}

#[tokio::test]
async fn a_message_that_the_final_answer_did_not_see_is_answered() {
    let (runner, mut thread) =
        plain(ScriptedModel::new().call("reply", r#"{"message":"one"}"#)).await;
    runner.run(&mut thread).await.unwrap();
    // The same log, with a message that came while the model was thinking.
    let message = Fact::MessageReceived(agent_core::event::MessageReceived {
        text: "and two".into(),
        attachments: Vec::new(),
        pinned: false,
    });
    let mut lines: Vec<(&str, String)> = Vec::new();
    for event in thread.events() {
        lines.push((event.kind(), event.data().to_owned()));
        if event.kind() == "model_asked" {
            lines.push((message.kind(), message.data()));
        }
    }
    let events: Vec<Event> = (1..)
        .zip(&lines)
        .map(|(seq, (kind, data))| Event::new(seq, Time(seq), kind, data))
        .collect();
    let store = MemoryStore::new();
    store.append(thread.id(), 0, &events).await.unwrap();
    let model = Arc::new(ScriptedModel::new().call("reply", r#"{"message":"two"}"#));
    let runner = Runner::<Plain>::new(model.clone(), ()).store(store);
    let mut thread = runner.load(thread.id()).await.unwrap();
    assert_eq!(thread.status(), Status::Working);
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(model.requests().len(), 1);
}

#[tokio::test]
async fn a_message_while_a_call_waits_for_approval_waits_with_it() {
    let model = Arc::new(
        ScriptedModel::new()
            .call("ship", r#"{"item":"box","copies":1}"#)
            .call("reply", r#"{"message":"sent"}"#),
    );
    let runner = Runner::<Clerk>::new(model.clone(), Desk::default());
    let mut thread = runner
        .start("t".parse().unwrap(), &Tally::default())
        .await
        .unwrap();
    runner.send(&mut thread, "ship it").await.unwrap();
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    runner.send(&mut thread, "by air").await.unwrap();
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingApproval
    );
    runner
        .answer(&mut thread, 1, approval(true, None, None))
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let request: Value = serde_json::from_str(&model.requests()[1]).unwrap();
    let roles: Vec<&str> = request["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["user", "assistant", "tool", "user"]);
    let tally: &Tally = thread.state().business().unwrap();
    assert_eq!(tally.messages, 2);
}

#[tokio::test]
async fn a_finished_thread_takes_another_message_and_goes_on() {
    let model = ScriptedModel::new()
        .call("reply", r#"{"message":"one"}"#)
        .call("reply", r#"{"message":"two"}"#);
    let (runner, mut thread) = plain(model).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    runner.send(&mut thread, "again").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(count(&thread, "finished"), 2);
}

#[tokio::test]
async fn a_cancelled_thread_does_nothing_more() {
    let model = ScriptedModel::new().call("ship", r#"{"item":"box","copies":1}"#);
    let runner = Runner::<Clerk>::new(model, Desk::default());
    let mut thread = runner
        .start("t".parse().unwrap(), &Tally::default())
        .await
        .unwrap();
    runner.send(&mut thread, "ship it").await.unwrap();
    runner.run(&mut thread).await.unwrap();
    runner.cancel(&mut thread, "ann").await.unwrap();
    assert!(
        runner
            .answer(&mut thread, 1, approval(true, None, None))
            .await
            .is_err()
    );
    runner.send(&mut thread, "please").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Cancelled);
    assert_eq!(
        (
            count(&thread, "call_started"),
            count(&thread, "model_asked")
        ),
        (0, 1)
    );
    assert!(thread.append(Time(0), &Fact::Finished).is_err());
}
