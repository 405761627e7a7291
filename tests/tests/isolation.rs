//! A tool may hang, panic or return nonsense: it is a failed call, and the run goes on.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "the tools are made up"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use agent_core::event::{Event, Fact};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{CallResult, Runner, Simulated, ToolCall};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

/// What happened to the tools.
#[derive(Default)]
struct Seen {
    attempts: AtomicU32,
    cancelled: AtomicBool,
}

#[derive(Provide, Default)]
struct World {
    seen: Arc<Seen>,
}

/// Hang, politely.
#[tool(write, timeout = "1s")]
async fn hang(seen: &Seen, cx: &CallContext) -> u8 {
    seen.attempts.fetch_add(1, Ordering::Relaxed);
    while !cx.cancellation.is_cancelled() {
        tokio::time::sleep(Duration::from_hours(1)).await;
    }
    0
}

/// Block the thread until told to stop.
#[tool(write, timeout = "50ms")]
fn block(seen: &Seen, cx: &CallContext) -> u8 {
    while !cx.cancellation.is_cancelled() {
        std::thread::sleep(Duration::from_millis(1));
    }
    seen.cancelled.store(true, Ordering::Relaxed);
    0
}

/// Hang, and be tried again.
#[tool(read, timeout = "1s", attempts = 3)]
async fn hang_again(seen: &Seen) -> u8 {
    if seen.attempts.fetch_add(1, Ordering::Relaxed) < 2 {
        std::future::pending::<()>().await;
    }
    7
}

/// Panic.
#[tool(write)]
async fn explode() -> u8 {
    panic!("async bang")
}

/// Panic, without async.
#[tool(write)]
fn explode_now() -> u8 {
    panic!("sync bang")
}

/// Return too much.
#[tool(read)]
async fn flood(bytes: usize) -> String {
    "x".repeat(bytes)
}

/// Fail with a whole page.
#[tool(read)]
async fn rant(bytes: usize) -> Result<u8, String> {
    Err("é".repeat(bytes / 2))
}

/// Divide.
#[tool(read)]
fn divide(a: f64, b: f64) -> f64 {
    a / b
}

/// An agent with bad tools.
#[agent(deps = World)]
enum Unlucky {
    Hang(Hang),
    Block(Block),
    HangAgain(HangAgain),
    Explode(Explode),
    ExplodeNow(ExplodeNow),
    Flood(Flood),
    Rant(Rant),
    Divide(Divide),
    /// The end.
    #[done]
    Done,
}

fn calling(tool: &str, arguments: &str) -> (Runner<Unlucky>, Arc<Seen>) {
    let model = ScriptedModel::new()
        .call(tool, arguments)
        .call("done", "{}");
    let world = World::default();
    let seen = Arc::clone(&world.seen);
    (Runner::new(model, world), seen)
}

async fn run(runner: &Runner<Unlucky>) -> Thread {
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    thread
}

/// How the calls failed.
fn failures(thread: &Thread) -> Vec<Failure> {
    let read = |event: &Event| match Fact::read(event).unwrap() {
        Some(Fact::CallFailed(fact)) => Some(fact.failure),
        _ => None,
    };
    thread.events().iter().filter_map(read).collect()
}

/// Runs the call; it must fail once, in this way.
async fn fails(runner: &Runner<Unlucky>, kind: FailureKind, words: &str) {
    let thread = run(runner).await;
    let failures = failures(&thread);
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!(failures[0].kind, kind);
    assert!(failures[0].message.contains(words), "{}", failures[0]);
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_hangs_times_out_and_is_not_tried_again() {
    let (runner, seen) = calling("hang", "{}");
    fails(&runner, FailureKind::Timeout, "no answer within 1000 ms").await;
    assert_eq!(seen.attempts.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_plain_function_that_hangs_times_out_and_is_told() {
    let (runner, seen) = calling("block", "{}");
    fails(&runner, FailureKind::Timeout, "no answer within 50 ms").await;
    while !seen.cancelled.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_that_hangs_is_tried_as_often_as_it_says() {
    let (runner, seen) = calling("hang_again", "{}");
    let thread = run(&runner).await;
    assert_eq!(
        (
            failures(&thread).len(),
            seen.attempts.load(Ordering::Relaxed)
        ),
        (2, 3)
    );
    assert!(
        thread
            .events()
            .iter()
            .any(|event| event.data().ends_with(r#""value":7}"#))
    );
}

#[tokio::test]
async fn a_tool_that_panics_fails() {
    fails(
        &calling("explode", "{}").0,
        FailureKind::Panicked,
        "async bang",
    )
    .await;
    fails(
        &calling("explode_now", "{}").0,
        FailureKind::Panicked,
        "sync bang",
    )
    .await;
}

#[tokio::test]
async fn a_result_beyond_the_cap_fails() {
    let (runner, _) = calling("flood", r#"{"bytes":2000000}"#);
    fails(
        &runner,
        FailureKind::TooLarge,
        "2000002 bytes; 1048576 are allowed",
    )
    .await;
    let (runner, _) = calling("flood", r#"{"bytes":99}"#);
    fails(
        &runner.output_cap(100),
        FailureKind::TooLarge,
        "101 bytes; 100 are allowed",
    )
    .await;
    let (runner, _) = calling("flood", r#"{"bytes":98}"#);
    assert_eq!(failures(&run(&runner.output_cap(100)).await), []);
}

#[tokio::test]
async fn a_number_that_json_lacks_fails() {
    for arguments in [r#"{"a":1,"b":0}"#, r#"{"a":0,"b":0}"#] {
        let failures = failures(&run(&calling("divide", arguments).0).await);
        assert_eq!(failures.len(), 1, "{arguments}: {failures:?}");
        let kind = failures[0].kind;
        assert!(
            matches!(kind, FailureKind::Unreadable | FailureKind::Error),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn an_executor_that_panics_or_returns_nonsense_fails() {
    let simulated = |answer: fn(&ToolCall) -> CallResult| {
        calling("divide", r#"{"a":1,"b":2}"#)
            .0
            .executor(Simulated::new(answer))
    };
    fails(
        &simulated(|_| panic!("bang")),
        FailureKind::Panicked,
        "bang",
    )
    .await;
    fails(
        &simulated(|_| Ok("\"half\"".into())),
        FailureKind::Unreadable,
        "divide",
    )
    .await;
    fails(
        &simulated(|_| Ok("half".into())),
        FailureKind::Unreadable,
        "result",
    )
    .await;
    fails(
        &simulated(|_| Ok(String::new())),
        FailureKind::Unreadable,
        "result",
    )
    .await;
}

/// Rows F9.5 and X7: whatever a tool does, the thread goes on and the other tools work.
#[tokio::test(start_paused = true)]
async fn one_bad_tool_does_not_poison_the_session() {
    let bad = [
        ("explode", "{}", FailureKind::Panicked),
        ("explode_now", "{}", FailureKind::Panicked),
        ("hang", "{}", FailureKind::Timeout),
        ("flood", r#"{"bytes":20000000}"#, FailureKind::TooLarge),
        ("rant", r#"{"bytes":5000000}"#, FailureKind::Error),
        ("divide", r#"{"a":1,"b":0}"#, FailureKind::Error),
    ];
    let good = r#"{"a":1,"b":2}"#;
    let model = bad
        .iter()
        .fold(ScriptedModel::new(), |model, (tool, arguments, _)| {
            model.call(tool, arguments).call("divide", good)
        });
    let runner = Runner::<Unlucky>::new(model.call("done", "{}"), World::default());
    let thread = run(&runner).await;
    let kinds: Vec<_> = failures(&thread)
        .iter()
        .map(|failure| failure.kind)
        .collect();
    assert_eq!(kinds, bad.map(|(_, _, kind)| kind));
    let halves = thread
        .events()
        .iter()
        .filter(|event| event.data().ends_with(":0.5}"));
    assert_eq!(halves.count(), bad.len());
    let bytes: usize = thread.events().iter().map(|event| event.data().len()).sum();
    assert!(bytes < 100_000, "a page of an error is cut: {bytes}");
}

#[tokio::test]
async fn a_run_that_is_dropped_tells_its_tools() {
    let world = World::default();
    let seen = Arc::clone(&world.seen);
    let runner = Runner::<Unlucky>::new(ScriptedModel::new().call("block", "{}"), world);
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    let dropped = tokio::time::timeout(Duration::from_millis(20), runner.run(&mut thread)).await;
    assert!(dropped.is_err());
    let told = async {
        while !seen.cancelled.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), told)
        .await
        .unwrap();
    // Nobody knows what it did.
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingVerdict
    );
}
