//! What a thread weighs, in memory and on disk, and what folding it costs.
//! `cargo bench -p tests --bench thread`

#[path = "work/mod.rs"]
#[expect(dead_code, reason = "each bench uses a part")]
mod work;

use std::alloc::System;
use std::hint::black_box;

use agent_core::event::{Event, ThreadId};
use agent_core::files::FileStore;
use agent_core::reducer::{State, fold};
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use divan::Bencher;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tempfile::TempDir;
use work::call::{ARGUMENTS, Buyer};
use work::turn::runtime;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    print_idle_thread();
    print_bytes_on_disk();
    divan::main();
}

/// A thread of ten messages that waits for the next one: five of the user's, each with its answer.
fn print_idle_thread() {
    // What is made once a process is not the thread's.
    drop(chat(1));
    let events = chat(5).events().to_vec();
    let lines: Vec<String> = events.iter().map(|event| event.line().to_owned()).collect();
    drop(events);
    let text: usize = lines.iter().map(String::len).sum();
    let region = Region::new(ALLOCATOR);
    let events = lines
        .iter()
        .map(|line| Event::from_line(line).expect("our own"));
    let thread = Thread::load::<Buyer>(id(), events.collect()).expect("a thread");
    let stats = region.change();
    let bytes = stats.bytes_allocated - stats.bytes_deallocated + size_of::<Thread>();
    println!(
        "an idle thread of ten messages: {bytes} bytes in memory, {} events, {text} bytes of lines (at most 4096)",
        thread.len()
    );
}

/// A hundred turns over a history of 4 MB.
fn print_bytes_on_disk() {
    let dir =
        TempDir::with_prefix_in("thread-bench-", env!("CARGO_TARGET_TMPDIR")).expect("a directory");
    let store = FileStore::open(dir.path()).expect("a store");
    let path = store.path(&id());
    let runner = Runner::<Buyer>::new(replies(100), ()).store(store);
    let message = "x".repeat(40_000);
    let payload = 100 * (message.len() + "Yes.".len());
    runtime().block_on(async {
        let mut thread = runner.start(id(), &()).await.expect("a thread");
        for _ in 0..100 {
            runner.send(&mut thread, message.as_str()).await.expect("a message");
            runner.run(&mut thread).await.expect("a run");
        }
        let data: usize = thread.events().iter().map(|event| event.data().len()).sum();
        let bytes = std::fs::metadata(path).expect("a file").len();
        let length = thread.len();
        println!(
            "100 turns, {payload} bytes of messages: {bytes} bytes on disk ({:.3} ×; at most 1.2 ×), {} an event beyond its data (at most 90)",
            bytes as f64 / payload as f64,
            (bytes - data as u64) / length
        );
    });
}

fn id() -> ThreadId {
    "bench".parse().expect("a name")
}

fn replies(count: usize) -> ScriptedModel {
    (0..count).fold(ScriptedModel::new(), |model, _| {
        model.call("reply", r#"{"message":"Yes."}"#)
    })
}

/// So many messages with their replies.
fn chat(messages: usize) -> Thread {
    let runner = Runner::<Buyer>::new(replies(messages), ());
    runtime().block_on(async {
        let mut thread = runner.start(id(), &()).await.expect("a thread");
        for _ in 0..messages {
            runner
                .send(&mut thread, "Are you there?")
                .await
                .expect("a message");
            runner.run(&mut thread).await.expect("a run");
        }
        thread
    })
}

/// So many calls in one run.
fn calls(count: usize) -> Thread {
    let model = (0..count).fold(ScriptedModel::new(), |model, _| {
        model.call("order", ARGUMENTS)
    });
    let runner = Runner::<Buyer>::new(model.call("reply", r#"{"message":"Done."}"#), ());
    runtime().block_on(async {
        let mut thread = runner.start(id(), &()).await.expect("a thread");
        runner.send(&mut thread, "Order.").await.expect("a message");
        runner.run(&mut thread).await.expect("a run");
        thread
    })
}

/// A whole thread is folded; divide by its events, of which there are six a call and seven more.
#[divan::bench(args = [10, 100])]
fn fold_calls(bencher: Bencher, count: usize) {
    let thread = calls(count);
    bencher
        .counter(divan::counter::ItemsCount::new(thread.events().len()))
        .bench_local(|| {
            let mut state = State::new::<Buyer>();
            for event in thread.events() {
                fold(&mut state, black_box(event)).expect("folds");
            }
            state
        });
}
