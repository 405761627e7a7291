//! The same decisions, carried out by the agent, a queue, a dry run or a simulation (row F4.7).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use agent_core::contract::Class;
use agent_core::event::{Event, Fact, ThreadId, Time};
use agent_core::port::ManualClock;
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::{
    CallResult, DryRun, Executor, Queue, Queued, Runner, Simulated, ToolCall, Tools,
};
use agent_core::thread::Thread;
use tests::people::{Somebody, agreeable};
use tests::planned::{Plan, Planned};

/// How often a tool ran.
#[derive(Default)]
struct Runs(AtomicU32);

#[derive(Provide, Default)]
struct World {
    runs: Runs,
}

/// Add two numbers.
#[tool(read)]
fn add(a: i64, b: i64, runs: &Runs) -> i64 {
    runs.0.fetch_add(1, Ordering::Relaxed);
    a.saturating_add(b)
}

/// Send a letter.
#[tool(write, destructive)]
async fn send(to: String, runs: &Runs) -> String {
    tokio::task::yield_now().await;
    runs.0.fetch_add(1, Ordering::Relaxed);
    format!("sent to {to}")
}

/// Fail.
#[tool(read)]
fn fail(runs: &Runs) -> Result<u8, String> {
    runs.0.fetch_add(1, Ordering::Relaxed);
    Err("no".into())
}

/// An agent with calls of both kinds.
#[agent(deps = World)]
enum Agent47 {
    Add(Add),
    Send(Send),
    Fail(Fail),
    /// The end.
    #[done]
    Done,
}

fn plan(turn: usize) -> Plan {
    match turn {
        0 => Plan::calls(&[("add", r#"{"a":1,"b":2}"#), ("add", r#"{"a":3,"b":4}"#)]),
        1 => Plan::call("send", r#"{"to":"ann"}"#),
        _ => Plan::call("done", "{}"),
    }
}

async fn run(executor: Option<Box<dyn Executor>>, world: Arc<World>) -> Thread {
    struct Boxed(Box<dyn Executor>);
    impl Executor for Boxed {
        fn execute(&self, call: ToolCall) -> agent_core::BoxFuture<'static, CallResult> {
            self.0.execute(call)
        }
    }
    let mut runner = Runner::<Agent47>::new(Planned::new(plan), world)
        .human(Somebody(agreeable))
        .clock(ManualClock::new(Time(1)));
    if let Some(executor) = executor {
        runner = runner.executor(Boxed(executor));
    }
    let id: ThreadId = "t".parse().unwrap();
    let mut thread = runner.start(id, &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    thread
}

/// The log without what calls gave and how long they took; requests show results, so they go too.
fn decisions(thread: &Thread) -> Vec<String> {
    let mut told: Vec<String> = thread
        .events()
        .iter()
        .map(|event: &Event| match Fact::read(event).unwrap().unwrap() {
            Fact::CallReturned(fact) => format!("call {} ended", fact.call),
            Fact::CallFailed(fact) => format!("call {} ended", fact.call),
            Fact::ModelAsked(_) => "model asked".into(),
            Fact::ModelReplied(fact) => format!("{:?}", fact.reply.calls),
            _ => format!("{} {}", event.kind(), event.data()),
        })
        .collect();
    // Two calls that run beside each other may end in any order.
    told.sort();
    told
}

/// A worker at the other end of a queue.
fn worker(mut queue: Queue, world: Arc<World>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let tools = Tools::<Agent47>::new(world);
        while let Some(job) = queue.next().await {
            job.run(&tools).await;
        }
    })
}

#[tokio::test]
async fn four_executors_leave_the_same_thread_apart_from_results() {
    let world = Arc::new(World::default());
    let runs = || world.runs.0.swap(0, Ordering::Relaxed);
    let own = run(None, world.clone()).await;
    assert_eq!(runs(), 3);

    let (sender, queue) = Queued::new(1);
    let worker = worker(queue, world.clone());
    let queued = run(Some(Box::new(sender)), Arc::default()).await;
    assert_eq!(runs(), 3);
    worker.await.unwrap();

    let dry = run(Some(Box::new(DryRun)), world.clone()).await;
    let simulated =
        Simulated::new(
            |call: &ToolCall| Ok(if call.tool == "add" { "7" } else { "\"ok\"" }.into()),
        );
    let simulated = run(Some(Box::new(simulated)), world.clone()).await;
    assert_eq!(runs(), 0);

    let expected = decisions(&own);
    assert_eq!(decisions(&queued), expected);
    assert_eq!(decisions(&dry), expected);
    assert_eq!(decisions(&simulated), expected);
    let failed = |thread: &Thread| {
        thread
            .events()
            .iter()
            .filter(|event| event.kind() == "call_failed")
            .count()
    };
    assert_eq!(
        (
            failed(&own),
            failed(&queued),
            failed(&dry),
            failed(&simulated)
        ),
        (0, 0, 3, 0)
    );
    let sent = queued
        .events()
        .iter()
        .find(|event| event.data().contains("sent to ann"));
    assert!(sent.is_some());
}

/// Runs one step with this executor until nothing goes on.
async fn one(
    step: (&'static str, &'static str),
    executor: impl Executor + 'static,
) -> (Thread, Status) {
    let plan = move |turn: usize| {
        if turn == 0 {
            Plan::call(step.0, step.1)
        } else {
            Plan::call("done", "{}")
        }
    };
    let runner = Runner::<Agent47>::new(Planned::new(plan), World::default())
        .executor(executor)
        .human(Somebody(|request: &_| match agreeable(request) {
            Some(agent_core::port::PersonAnswer::Verdict { .. }) => None,
            other => other,
        }))
        .call_timeout(Duration::from_millis(50));
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    (thread, status)
}

fn kinds(thread: &Thread) -> Vec<&str> {
    thread.events().iter().map(Event::kind).collect()
}

#[tokio::test]
async fn a_queue_that_nobody_serves_runs_nothing() {
    let (sender, queue) = Queued::new(1);
    drop(queue);
    let (thread, status) = one(("send", r#"{"to":"ann"}"#), sender).await;
    assert_eq!(status, Status::Finished);
    let failed = thread
        .events()
        .iter()
        .find(|event| event.kind() == "call_failed")
        .unwrap();
    assert!(failed.data().contains("not_run"), "{}", failed.data());
}

#[tokio::test]
async fn a_worker_that_drops_a_letter_leaves_it_to_a_person() {
    let (sender, mut queue) = Queued::new(1);
    tokio::spawn(async move { drop(queue.next().await) });
    let (thread, status) = one(("send", r#"{"to":"ann"}"#), sender).await;
    assert_eq!(status, Status::AwaitingVerdict);
    assert!(kinds(&thread).contains(&"call_lost"));
}

#[tokio::test]
async fn who_approved_a_letter_is_also_asked_what_became_of_it() {
    let (sender, mut queue) = Queued::new(1);
    tokio::spawn(async move { drop(queue.next().await) });
    let plan = |turn: usize| match turn {
        0 => Plan::call("send", r#"{"to":"ann"}"#),
        _ => Plan::call("done", "{}"),
    };
    let runner = Runner::<Agent47>::new(Planned::new(plan), World::default())
        .executor(sender)
        .human(Somebody(agreeable));
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert!(kinds(&thread).contains(&"loss_settled"));
}

#[tokio::test]
async fn a_worker_that_drops_a_sum_is_asked_again() {
    let (sender, mut queue) = Queued::new(1);
    tokio::spawn(async move {
        drop(queue.next().await);
        let tools = Tools::<Agent47>::new(Arc::default());
        while let Some(job) = queue.next().await {
            job.run(&tools).await;
        }
    });
    let (thread, status) = one(("add", r#"{"a":1,"b":2}"#), sender).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(
        kinds(&thread)
            .iter()
            .filter(|kind| **kind == "call_started")
            .count(),
        2
    );
    assert_eq!(Agent47::SPEC.steps.len(), 4);
    assert_eq!(ADD_CLASS, Class::Read);
}

const ADD_CLASS: Class = <Add as agent_core::tool::Tool>::CONTRACT.class;

#[tokio::test(start_paused = true)]
async fn a_letter_that_timed_out_in_the_queue_is_never_sent() {
    let world = Arc::new(World::default());
    let (sender, queue) = Queued::new(4);
    let (thread, _) = one(("send", r#"{"to":"ann"}"#), sender).await;
    assert!(kinds(&thread).contains(&"call_failed"));
    // The worker comes to work after everybody has given up.
    worker(queue, world.clone()).await.unwrap();
    assert_eq!(world.runs.0.load(Ordering::Relaxed), 0);
}
