//! An agent whose tools are only known while the program runs, through the ordinary loop: nobody writes an enum.

use std::sync::{Arc, Mutex};

use agent_core::agent::{Limits, Table, Toolset};
use agent_core::contract::Class;
use agent_core::event::Fact;
use agent_core::port::MemoryStore;
use agent_core::reducer::Status;
use agent_core::run::{CallResult, Runner, Simulated, ToolCall};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::tool::{Failure, FailureKind};

const CITY: &str =
    r#"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#;
/// As servers write of a tool that takes nothing.
const NOTHING: &str = r#"{"type":"object"}"#;

fn tools() -> Toolset {
    let tools =
        Toolset::new("Weather").system("You know the weather. {{ nothing }} is a template.");
    let tools = tools.tool_of(Class::Read, "weather.today", "Today's weather.", CITY);
    let tools = tools.and_then(|tools| tools.tool("list cities", "The cities.", NOTHING));
    tools.unwrap()
}

/// What was called, by the names of the tools' owner.
type Log = Arc<Mutex<Vec<(String, String)>>>;

fn server(log: &Log) -> Simulated<impl Fn(&ToolCall) -> CallResult + Send + Sync + 'static> {
    let (log, names) = (Arc::clone(log), tools());
    Simulated::new(move |call| {
        let name = names.original(&call.tool).unwrap().to_owned();
        log.lock().unwrap().push((name, call.arguments.clone()));
        if call.arguments.contains("Atlantis") {
            return Err(Failure::new(FailureKind::Error, "no such city"));
        }
        Ok(r#"{"sky":"clear"}"#.to_owned())
    })
}

async fn started(runner: &Runner<Table>) -> Thread {
    let mut thread = runner.open("weather-1".parse().unwrap()).await.unwrap();
    runner
        .send(&mut thread, "How is it in Kiel?")
        .await
        .unwrap();
    thread
}

const DONE: (&str, &str) = ("final_answer", r#"{"message":"Clear."}"#);

#[tokio::test]
async fn calls_run_and_the_answer_ends_the_work() {
    let model = ScriptedModel::new()
        .calls([("list_cities", ""), ("weather_today", r#"{"city":"Kiel"}"#)])
        .call(DONE.0, DONE.1);
    let (log, model) = (Log::default(), Arc::new(model));
    let runner = Runner::of(tools().table(), Arc::clone(&model), server(&log));
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let called = log.lock().unwrap().clone();
    let expected = [
        ("list cities", "{}"),
        ("weather.today", r#"{"city":"Kiel"}"#),
    ];
    let expected = expected.map(|(name, arguments)| (name.to_owned(), arguments.to_owned()));
    assert_eq!(called, expected);
    let requests = model.requests();
    assert!(requests[0].contains("You know the weather. {{ nothing }} is a template."));
    assert!(requests[1].contains("clear"), "the model reads the results");
}

#[tokio::test]
async fn wrong_arguments_are_told_and_run_nothing() {
    let model = ScriptedModel::new()
        .call("weather_today", r#"{"town":"Kiel"}"#)
        .call("weather_today", r#"{"city":"Kiel"}"#)
        .call(DONE.0, DONE.1);
    let log = Log::default();
    let runner = Runner::of(tools().table(), model, server(&log));
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(log.lock().unwrap().len(), 1);
    let told = thread
        .events()
        .iter()
        .find_map(|event| match Fact::read(event) {
            Ok(Some(Fact::ReplyRefused(refused))) => Some(refused.feedback),
            _ => None,
        });
    let told = told.unwrap();
    assert!(told.starts_with("`/"), "{told}");
    assert!(
        told.ends_with(r#"A valid call: weather_today {"city":"…"}"#),
        "{told}"
    );
}

#[tokio::test]
async fn a_thread_goes_on_in_another_runner_and_other_tables_refuse_it() {
    let store = MemoryStore::default();
    let (log, table) = (Log::default(), tools().table());
    let first = ScriptedModel::new().call("weather_today", r#"{"city":"Kiel"}"#);
    let runner = Runner::of(table, first, server(&log)).store(store.clone());
    let mut thread = started(&runner).await;
    runner.run(&mut thread).await.ok();

    let second = ScriptedModel::new().call(DONE.0, DONE.1);
    let runner = Runner::of(table, second, server(&log)).store(store.clone());
    let mut thread = runner.open("weather-1".parse().unwrap()).await.unwrap();
    if thread.status() != Status::Finished {
        runner.send(&mut thread, "Go on.").await.unwrap();
    }
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(log.lock().unwrap().len(), 1, "the call ran once");

    let other = Toolset::new("Other").table();
    let runner = Runner::of(other, ScriptedModel::new(), server(&log)).store(store);
    let error = runner.open("weather-1".parse().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("Weather"), "{error}");
}

#[tokio::test]
async fn the_bounds_of_errors_hold_here_too() {
    let atlantis = |n: u8| format!(r#"{{"city":"Atlantis {n}"}}"#);
    let model = (1..=3).fold(ScriptedModel::new(), |model, n| {
        model.call("weather_today", &atlantis(n))
    });
    let tools = tools().limits(Limits::DEFAULT);
    let log = Log::default();
    let runner = Runner::of(tools.table(), model, server(&log));
    let mut thread = started(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::AwaitingHelp);
}
