//! Both stores keep the contract, and the file store keeps it through crashes and changed bytes.

use std::process::{Command, Stdio};
use std::sync::Barrier;

use agent_core::event::{Event, ThreadId, Time};
use agent_core::files::FileStore;
use agent_core::port::{MemoryStore, Store, StoreError};
use agent_core::testkit::store_conformance;
use tempfile::TempDir;

#[tokio::test]
async fn the_memory_store_conforms() {
    let store = MemoryStore::new();
    store_conformance(|| store.clone()).await;
}

#[tokio::test]
async fn the_file_store_conforms() {
    let dir = TempDir::new().expect("a directory");
    let open = || FileStore::open(dir.path().join("a/b")).expect("a store");
    store_conformance(open).await;
}

#[tokio::test]
async fn clones_of_a_file_store_conform() {
    let (_dir, store) = store();
    store_conformance(|| store.clone()).await;
}

fn store() -> (TempDir, FileStore) {
    let dir = TempDir::new().expect("a directory");
    let store = FileStore::open(dir.path()).expect("a store");
    (dir, store)
}

fn id() -> ThreadId {
    "ticket".parse().expect("a name")
}

fn event(seq: u64) -> Event {
    let data = format!(r#"{{"text":"é{seq}","n":[1.0,{{}}]}}"#);
    Event::new(seq, Time(1_763_726_160_000 + seq), "noted", &data)
}

fn events(count: u64) -> Vec<Event> {
    (1..=count).map(event).collect()
}

/// The bytes of a file that holds these events.
fn bytes(events: &[Event]) -> Vec<u8> {
    let lines = events.iter().map(|event| format!("{}\n", event.line()));
    lines.collect::<String>().into_bytes()
}

#[tokio::test]
async fn lines_lie_in_the_file_as_they_are() {
    let (_dir, store) = store();
    store.append(&id(), 0, &events(3)).await.expect("appended");
    assert_eq!(
        std::fs::read(store.path(&id())).expect("a file"),
        bytes(&events(3))
    );
}

/// Wherever a crash cut the file: all whole lines come back, the next append goes on behind them,
/// and what was cut off lies beside.
#[tokio::test]
async fn a_file_cut_anywhere_keeps_its_whole_lines() {
    let written = bytes(&events(3));
    for cut in 0..=written.len() {
        let (dir, first) = store();
        std::fs::write(first.path(&id()), &written[..cut]).expect("written");
        let second = FileStore::open(dir.path()).expect("a store");
        // A line that lacks nothing but its line break is whole.
        let whole = events(3)
            .into_iter()
            .enumerate()
            .take_while(|(n, _)| bytes(&events(*n as u64 + 1)).len() - 1 <= cut)
            .count();
        let kept = events(whole as u64);
        match first.load(&id()).await {
            Ok(loaded) => assert_eq!(loaded, kept, "cut at {cut}"),
            Err(StoreError::NotFound { .. }) => assert!(kept.is_empty(), "cut at {cut}"),
            Err(error) => panic!("cut at {cut}: {error}"),
        }
        assert_eq!(
            std::fs::read(first.path(&id())).expect("a file"),
            &written[..cut],
            "loading changes nothing"
        );

        let (next, expected) = (event(whole as u64 + 1), whole as u64);
        let store = if cut % 2 == 0 { &first } else { &second };
        store
            .append(&id(), expected, std::slice::from_ref(&next))
            .await
            .expect("mended");
        let mut all = kept.clone();
        all.push(next);
        assert_eq!(
            first.load(&id()).await.expect("loaded"),
            all,
            "cut at {cut}"
        );
        assert_eq!(
            second.load(&id()).await.expect("loaded"),
            all,
            "cut at {cut}"
        );
        assert_eq!(
            std::fs::read(store.path(&id())).expect("a file"),
            bytes(&all)
        );
        let torn = &written[bytes(&kept).len().min(cut)..cut];
        let beside = if torn.is_empty() {
            Vec::new()
        } else {
            [torn, b"\n"].concat()
        };
        assert_eq!(
            store.torn(&id()).expect("readable"),
            beside,
            "cut at {cut}: nothing is lost"
        );
    }
}

/// A copy from before was put back while the store was running.
#[tokio::test]
async fn a_file_that_shrank_is_measured_again() {
    let (_dir, store) = store();
    store.append(&id(), 0, &events(3)).await.expect("appended");
    std::fs::write(store.path(&id()), bytes(&events(1))).expect("written");
    let late = store.append(&id(), 3, &[event(4)]).await;
    assert!(
        matches!(late, Err(StoreError::Conflict { found: 1, .. })),
        "{late:?}"
    );
    store.append(&id(), 1, &[event(2)]).await.expect("appended");
    assert_eq!(store.load(&id()).await.expect("loaded"), events(2));
}

/// The power goes while a line is half on the disk: the rest of it reads as zeros.
#[tokio::test]
async fn a_last_line_of_zeros_is_torn() {
    let (_dir, store) = store();
    let mut written = bytes(&events(2));
    let end = written.len();
    written.extend_from_slice(&bytes(&[event(3)])[..40]);
    written.extend_from_slice(b"\0\0\0\0\n");
    std::fs::write(store.path(&id()), &written).expect("written");
    assert_eq!(store.load(&id()).await.expect("loaded"), events(2));
    store.append(&id(), 2, &[event(3)]).await.expect("mended");
    assert_eq!(store.load(&id()).await.expect("loaded"), events(3));
    assert_eq!(
        store.torn(&id()).expect("readable"),
        [&written[end..], b"\n"].concat()
    );
}

/// Loads and appends through a fresh store must both refuse; returns the load's error.
async fn refused(dir: &TempDir) -> StoreError {
    let fresh = FileStore::open(dir.path()).expect("a store");
    let appended = fresh.append(&id(), 5, &[event(6)]).await;
    assert!(
        matches!(appended, Err(StoreError::Corrupt { .. })),
        "{appended:?}"
    );
    fresh.load(&id()).await.expect_err("changed")
}

#[tokio::test]
async fn every_changed_byte_of_a_middle_line_is_found() {
    let (dir, store) = store();
    let written = bytes(&events(5));
    let middle = bytes(&events(2)).len()..bytes(&events(3)).len();
    for at in middle {
        for mask in [0x01, 0x20, 0x80, written[at]] {
            let mut changed = written.clone();
            changed[at] ^= mask;
            std::fs::write(store.path(&id()), &changed).expect("written");
            match refused(&dir).await {
                StoreError::Corrupt {
                    place,
                    line,
                    source,
                } => {
                    assert_eq!((place, line), (store.path(&id()).display().to_string(), 3));
                    let top = source.field.split('.').next().expect("a field").to_owned();
                    assert!(
                        ["crc", "seq", "at", "type", "data"].contains(&&*top),
                        "{source}"
                    );
                }
                other => panic!("byte {at}: {other}"),
            }
            assert_eq!(
                std::fs::read(store.path(&id())).expect("a file"),
                changed,
                "left as found"
            );
        }
    }
    assert!(store.torn(&id()).expect("readable").is_empty());
}

#[tokio::test]
async fn a_missing_line_and_an_edited_last_line_are_found() {
    let (dir, store) = store();
    let lines: Vec<_> = events(5)
        .iter()
        .map(|e| bytes(std::slice::from_ref(e)))
        .collect();
    std::fs::write(
        store.path(&id()),
        [&*lines[0], &lines[2], &lines[3]].concat(),
    )
    .expect("written");
    let error = refused(&dir).await.to_string();
    assert!(
        error.contains("line 2") && error.contains("`seq`") && error.contains("must be 2, not 3"),
        "{error}"
    );

    let edited = String::from_utf8(lines.concat())
        .expect("text")
        .replace("é5", "è5");
    std::fs::write(store.path(&id()), edited).expect("written");
    let error = refused(&dir).await.to_string();
    assert!(
        error.contains("line 5") && error.contains("changed after it was written"),
        "{error}"
    );
}

#[test]
fn of_racing_threads_one_wins_each_round() {
    let (dir, _) = store();
    let (racers, rounds) = (4, 25);
    let barrier = Barrier::new(racers);
    let race = || {
        let store = FileStore::open(dir.path()).expect("a store");
        (0..rounds)
            .filter(|round| {
                barrier.wait();
                won(&store, *round)
            })
            .count()
    };
    let wins: usize = std::thread::scope(|scope| {
        let running: Vec<_> = (0..racers).map(|_| scope.spawn(race)).collect();
        running
            .into_iter()
            .map(|racer| racer.join().expect("no panic"))
            .sum()
    });
    assert_eq!(wins as u64, rounds);
    assert_eq!(
        std::fs::read(FileStore::open(dir.path()).expect("a store").path(&id())).expect("a file"),
        bytes(&events(rounds))
    );
}

/// Whether the append won; anything but a win or a conflict is a failure.
fn won(store: &FileStore, round: u64) -> bool {
    match block_on(store.append(&id(), round, &[event(round + 1)])) {
        Ok(()) => true,
        Err(StoreError::Conflict {
            expected, found, ..
        }) => {
            assert_eq!((expected, found), (round, round + 1));
            false
        }
        Err(other) => panic!("{other}"),
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(future)
}

/// How long the thread of the racing processes grows.
const RACED: u64 = 300;
/// How many processes race.
const RACERS: usize = 3;

/// The directory that a process started by these tests works in.
const DIR: &str = "STORE_TEST_DIR";

/// Runs one test of this program as another process, through a shell's `setup`.
fn process(test: &str, dir: &TempDir, setup: &str) -> Command {
    let mut command = Command::new("sh");
    let this = std::env::current_exe().expect("this program");
    command.arg("-c").arg(format!(
        "{setup} exec \"$0\" --ignored --exact {test} --nocapture"
    ));
    command.arg(this).env(DIR, dir.path());
    command
}

/// As one of several processes: appends until the thread is full, retrying after conflicts.
#[test]
#[ignore = "runs as a process of `racing_processes_never_interleave`"]
fn process_that_appends() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let store = FileStore::open(&dir).expect("a store");
    wait_for_the_others(&dir);
    let mut won = Vec::new();
    let mut next = 0;
    while next < RACED {
        // What each process writes differs, or a lost event would leave no trace.
        let mine = Event::new(next + 1, Time(1), "noted", &std::process::id().to_string());
        match block_on(store.append(&id(), next, std::slice::from_ref(&mine))) {
            Ok(()) => {
                won.push(mine);
                next += 1;
            }
            Err(StoreError::Conflict { found, .. }) => next = found,
            Err(other) => panic!("{other}"),
        }
    }
    let kept = block_on(store.load(&id())).expect("loaded");
    assert!(
        won.iter().all(|event| kept.contains(event)),
        "a won place was overwritten"
    );
}

/// Nobody starts before all are there.
fn wait_for_the_others(dir: &str) {
    let mine = format!("{dir}/{}.ready", std::process::id());
    std::fs::write(mine, "").expect("written");
    let ready = |file: &std::io::Result<std::fs::DirEntry>| {
        let file = file.as_ref().expect("readable");
        file.path()
            .extension()
            .is_some_and(|ending| ending == "ready")
    };
    while std::fs::read_dir(dir)
        .expect("a directory")
        .filter(ready)
        .count()
        < RACERS
    {
        std::thread::yield_now();
    }
}

#[test]
fn racing_processes_never_interleave() {
    let (dir, store) = store();
    let mut running: Vec<_> = (0..RACERS)
        .map(|_| {
            process("process_that_appends", &dir, "")
                .spawn()
                .expect("started")
        })
        .collect();
    for process in &mut running {
        assert!(process.wait().expect("ended").success());
    }
    assert_eq!(
        block_on(store.load(&id())).expect("loaded").len() as u64,
        RACED
    );
}

/// With room for 8 KiB: appends until the disk is full, and finds the thread as it was.
#[test]
#[ignore = "runs as a process of `a_full_disk_leaves_the_thread_as_it_was`"]
fn process_whose_disk_is_full() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let store = FileStore::open(dir).expect("a store");
    let mut kept = 0;
    let error = loop {
        let pair = [
            event(kept + 1),
            Event::new(
                kept + 2,
                Time(1),
                "noted",
                &format!("\"{}\"", "x".repeat(900)),
            ),
        ];
        match block_on(store.append(&id(), kept, &pair)) {
            Ok(()) => kept += 2,
            Err(error) => break error,
        }
        assert!(kept < 1_000, "no limit was set");
    };
    assert!(
        matches!(&error, StoreError::Io { what: "append to", path, .. } if *path == store.path(&id())),
        "{error:?}"
    );
    assert_eq!(
        block_on(store.load(&id())).expect("loaded").len() as u64,
        kept,
        "all or none"
    );
    let len = std::fs::metadata(store.path(&id())).expect("a file").len();
    assert!(
        len < 8_192,
        "the part that was written is gone again: {len}"
    );
    block_on(store.append(&id(), kept, &[event(kept + 1)])).expect("a small event still fits");
    assert!(store.torn(&id()).expect("readable").is_empty());
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_thread_as_it_was() {
    let (dir, store) = store();
    let setup = "trap '' XFSZ; ulimit -f 16 || exit 99;"; // 16 blocks of 512 bytes
    // The limit holds for every file of the process, so for a log that this test's output goes to.
    let ended = process("process_whose_disk_is_full", &dir, setup)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("started");
    assert!(ended.success(), "{ended}; 99: this shell sets no limit");
    assert!(block_on(store.load(&id())).expect("loaded").len() > 2);
}
