//! What keeping events costs. `cargo bench -p tests --bench store`
//!
//! An append is to stay within 1.2 × of what no durable store can do without: one write and one
//! sync of the same bytes. The ratio that is printed first takes both in turn, so that what else
//! the disk does weighs on both; the rows below it do not. Names with a number repeat it over a history of so
//! many events, which must make no difference.

use std::fs::File;
use std::future::Future;
use std::hint::black_box;
use std::io::Write;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use agent_core::event::{Event, ThreadId, Time, raw};
use agent_core::files::FileStore;
use agent_core::port::Store;
use divan::Bencher;
use divan::counter::BytesCount;
use tempfile::TempDir;

fn main() {
    print_bytes_per_event();
    print_cost_of_an_append();
    divan::main();
}

fn print_bytes_per_event() {
    let (dir, store) = store();
    let events: Vec<_> = (1..=1000).map(event).collect();
    ready(store.append(&id(), 0, &events)).expect("appended");
    let data: usize = events.iter().map(|event| event.data().len()).sum();
    let bytes: u64 = std::fs::read_dir(dir.path())
        .expect("a directory")
        .map(|file| file.and_then(|file| file.metadata()).expect("a file").len())
        .sum();
    let beyond = bytes - data as u64;
    println!(
        "bytes on disk an event beyond its data: {} (at most 90)",
        beyond / 1000
    );
}

/// Appends in turn to a store with a history and to a bare file.
fn print_cost_of_an_append() {
    let (dir, store) = store();
    let before: Vec<_> = (1..=1000).map(event).collect();
    ready(store.append(&id(), 0, &before)).expect("appended");
    let mut raw = File::create(dir.path().join("raw")).expect("a file");
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for length in 1000..2000 {
        let next = [event(length + 1)];
        let line = format!("{}\n", next[0].line());
        ours.push(timed(|| {
            ready(store.append(&id(), length, &next)).expect("appended");
        }));
        bare.push(timed(|| {
            raw.write_all(line.as_bytes()).expect("written");
            raw.sync_data().expect("synced");
        }));
    }
    for (name, part) in [("fastest tenth", 10), ("median", 2)] {
        let [ours, bare] = [&mut ours, &mut bare].map(|times| {
            times.sort();
            times[times.len() / part]
        });
        let ratio = ours.as_secs_f64() / bare.as_secs_f64();
        println!(
            "append {ours:?}, raw write and sync {bare:?}: {ratio:.2} × ({name}; at most 1.2)"
        );
    }
}

fn timed(action: impl FnOnce()) -> Duration {
    let start = Instant::now();
    action();
    start.elapsed()
}

/// A call's result of about 1 KB.
fn event(seq: u64) -> Event {
    let data = format!(
        r#"{{"call":"c{seq}","tool":"get_order@1","result":{{"text":"{}"}}}}"#,
        "x".repeat(960)
    );
    Event::new(seq, Time(1_763_726_160_000 + seq), "call_returned", &data)
}

fn id() -> ThreadId {
    "bench".parse().expect("a name")
}

fn store() -> (TempDir, FileStore) {
    let dir =
        TempDir::with_prefix_in("store-bench-", env!("CARGO_TARGET_TMPDIR")).expect("a directory");
    let store = FileStore::open(dir.path()).expect("a store");
    (dir, store)
}

/// The file store's futures are ready at the first poll.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the file store never waits"),
    }
}

#[divan::bench(args = [0, 4_000], sample_count = 400)]
fn append_one_event(bencher: Bencher, history: u64) {
    let (_dir, store) = store();
    let before: Vec<_> = (1..=history).map(event).collect();
    ready(store.append(&id(), 0, &before)).expect("appended");
    let mut length = history;
    bencher.bench_local(|| {
        let next = event(length + 1);
        ready(store.append(&id(), length, &[next])).expect("appended");
        length += 1;
    });
}

#[divan::bench(sample_count = 400)]
fn raw_write_and_sync(bencher: Bencher) {
    let dir =
        TempDir::with_prefix_in("store-bench-", env!("CARGO_TARGET_TMPDIR")).expect("a directory");
    let mut file = File::create(dir.path().join("raw")).expect("a file");
    let line = format!("{}\n", event(1).line());
    bencher.bench_local(|| {
        file.write_all(line.as_bytes()).expect("written");
        file.sync_data().expect("synced");
    });
}

#[divan::bench(args = [4_000])]
fn load(bencher: Bencher, history: u64) {
    let (_dir, store) = store();
    let before: Vec<_> = (1..=history).map(event).collect();
    ready(store.append(&id(), 0, &before)).expect("appended");
    let bytes = std::fs::metadata(store.path(&id())).expect("a file").len();
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| ready(store.load(&id())).expect("loaded"));
}

#[divan::bench]
fn load_of_an_unknown_thread(bencher: Bencher) {
    let (dir, store) = store();
    ready(store.append(&id(), 0, &[event(1)])).expect("appended");
    bencher
        .with_inputs(|| FileStore::open(dir.path()).expect("a store"))
        .bench_local_refs(|fresh| ready(fresh.load(&id())).expect("loaded"));
}

#[divan::bench]
fn write_a_line(bencher: Bencher) {
    let data = event(1).data().to_owned();
    bencher.bench_local(|| Event::new(black_box(1), Time(1), "call_returned", black_box(&data)));
}

#[divan::bench]
fn read_a_line(bencher: Bencher) {
    let line = event(1).line().to_owned();
    bencher.bench_local(|| Event::from_line(black_box(&line)).expect("our own"));
}

#[divan::bench]
fn members_of_1_kb(bencher: Bencher) {
    let event = event(1);
    bencher.bench_local(|| {
        raw::members(black_box(event.data()))
            .map_while(Result::ok)
            .count()
    });
}

#[divan::bench]
fn members_of_1_kb_of_short_values(bencher: Bencher) {
    let data: Vec<_> = (0..60)
        .map(|n| format!(r#""k{n}":{{"v":[{n},"x"]}}"#))
        .collect();
    let data = format!("{{{}}}", data.join(","));
    bencher.bench_local(|| raw::members(black_box(&data)).map_while(Result::ok).count());
}
