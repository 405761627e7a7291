//! A thread's file cut at every byte: the program loads what was whole and goes on from there; nothing is lost,
//! and nothing happens twice.

use std::sync::Arc;

use agent_core::event::{Event, ThreadId, Time};
use agent_core::files::FileStore;
use agent_core::port::ManualClock;
use agent_core::reducer::{Status, pending};
use agent_core::run::Runner;
use agent_core::thread::Thread;
use tests::clerk::{Clerk, Desk, Tally};
use tests::ledger::Ledger;
use tests::people::{Somebody, agreeable};
use tests::planned::{Plan, Planned};

fn id() -> ThreadId {
    "cut".parse().unwrap()
}

fn plan(turn: usize) -> Plan {
    match turn {
        0 => Plan::calls(&[
            ("book", r#"{"room":7}"#),
            ("ship", r#"{"item":"häṯ","copies":1}"#),
        ]),
        _ => Plan::call("reply", r#"{"message":"done"}"#),
    }
}

fn runner(store: &FileStore, ledger: Ledger) -> Runner<Clerk> {
    let desk = Desk {
        ledger,
        ..Desk::default()
    };
    Runner::new(Planned::new(plan), desk)
        .human(Somebody(agreeable))
        .clock(Arc::new(ManualClock::new(Time(1_000))))
        .store(store.clone())
}

fn place() -> (tempfile::TempDir, FileStore) {
    // Thousands of syncs; what a disk does with them is not the question here.
    let memory = tempfile::tempdir_in("/dev/shm");
    let dir = memory.or_else(|_| tempfile::tempdir()).unwrap();
    let store = FileStore::open(dir.path()).unwrap();
    (dir, store)
}

/// The whole thread, and the bytes of its file.
async fn whole() -> (Thread, Vec<u8>) {
    let (_dir, store) = place();
    let runner = runner(&store, Ledger::default());
    let mut thread = runner.start(id(), &Tally::default()).await.unwrap();
    runner.send(&mut thread, "a hat, please").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let bytes = std::fs::read(store.path(&id())).unwrap();
    (thread, bytes)
}

/// The events whose lines are whole; a line that lacks nothing but its line break is.
fn kept(thread: &Thread, cut: usize) -> &[Event] {
    let mut end = 0;
    let whole = thread.events().iter().take_while(|event| {
        end += event.line().len() + 1;
        end - 1 <= cut
    });
    &thread.events()[..whole.count()]
}

#[tokio::test]
async fn a_file_cut_at_any_byte_loads_as_its_whole_lines() {
    let (thread, bytes) = whole().await;
    let (_dir, store) = place();
    let runner = runner(&store, Ledger::default());
    let file = store.path(&id());
    std::fs::write(&file, &bytes).unwrap();
    let (mut whole, mut expected) = (0, Vec::new());
    // From the end, as cutting a file is cheaper than writing one.
    for cut in (0..=bytes.len()).rev() {
        let handle = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
        handle.set_len(cut as u64).unwrap();
        let kept = kept(&thread, cut);
        let loaded = runner.load(&id()).await;
        if kept.is_empty() {
            let error = loaded.unwrap_err().to_string();
            assert!(error.contains("`cut`"), "cut at {cut}: {error}");
            continue;
        }
        if whole != kept.len() {
            whole = kept.len();
            let prefix = Thread::load::<Clerk>(id(), kept.to_vec()).unwrap();
            expected = pending(prefix.state());
        }
        let loaded = loaded.unwrap();
        assert_eq!(loaded.events(), kept, "cut at {cut}");
        assert_eq!(pending(loaded.state()), expected, "cut at {cut}");
    }
    assert_eq!(whole, 1);
}

/// How often this was done.
fn done(ledger: &Ledger, tool: &str) -> usize {
    let effects = ledger.effects();
    effects.iter().filter(|line| line.starts_with(tool)).count()
}

/// Before and inside each line, and where it lacks nothing but its line break.
fn cuts(thread: &Thread) -> Vec<usize> {
    let mut start = 0;
    let mut cuts = Vec::new();
    // Before its first message a thread has nothing to go on with.
    for (at, event) in thread.events().iter().enumerate() {
        let end = start + event.line().len();
        if at >= 2 {
            cuts.extend([start, usize::midpoint(start, end), end]);
        }
        start = end + 1;
    }
    cuts
}

#[tokio::test]
async fn a_file_cut_in_any_line_goes_on_to_its_end() {
    let (thread, bytes) = whole().await;
    for cut in cuts(&thread) {
        let (dir, store) = place();
        std::fs::write(store.path(&id()), &bytes[..cut]).unwrap();
        let kept = kept(&thread, cut);
        let before = kept.last().map(Event::kind).unwrap_or_default();
        let ledger = dir.path().join("ledger");
        let runner = runner(&store, Ledger::at(&ledger));
        let mut resumed = runner.load(&id()).await.unwrap();
        // A lost parcel is a person's business first, and the rest of the story comes after their word.
        while runner.run(&mut resumed).await.unwrap() != Status::Finished {
            assert!(resumed.len() < 60, "cut at {cut}, after {before}");
        }
        let written = std::fs::read(store.path(&id())).unwrap();
        let whole: usize = kept.iter().map(|event| event.line().len() + 1).sum();
        let whole = whole.min(cut);
        assert!(written.starts_with(&bytes[..whole]), "cut at {cut}");
        let torn = &bytes[whole..cut];
        assert!(store.torn(&id()).unwrap().starts_with(torn), "cut at {cut}");
        let started = |call| {
            let mark = format!(r#""call":{call},"attempt""#);
            kept.iter()
                .any(|event| event.kind() == "call_started" && event.data().contains(&mark))
        };
        // The parcel is call 2: a write that may have happened does not happen again.
        assert_eq!(
            done(&Ledger::at(&ledger), "ship"),
            usize::from(!started(2)),
            "after {before}"
        );
    }
}
