//! What is written to keep a long thread. Alone in its program, whose writes the system counts.

use agent_core::event::{Event, ThreadId, Time};
use agent_core::files::FileStore;
use agent_core::port::Store;

/// Bytes that this process has passed to `write`, and read back; `None` where nobody counts them.
fn counted() -> Option<(u64, u64)> {
    let io = std::fs::read_to_string("/proc/self/io").ok()?;
    let of = |name| {
        io.lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    };
    Some((of("wchar:")?, of("rchar:")?))
}

#[tokio::test]
async fn a_hundred_turns_write_little_more_than_they_hold() {
    let dir = tempfile::TempDir::new().expect("a directory");
    let store = FileStore::open(dir.path()).expect("a store");
    let thread: ThreadId = "long".parse().expect("a name");
    let data = format!("\"{}\"", "x".repeat(40_000));
    let mut events = (1..=200).map(|seq| Event::new(seq, Time(seq), "noted", &data));
    let Some((written, read)) = counted() else {
        eprintln!("SKIPPED a_hundred_turns_write_little_more_than_they_hold: nobody counts bytes");
        return;
    };
    for turn in 0..100 {
        let pair = [events.next().expect("200"), events.next().expect("200")];
        store
            .append(&thread, turn * 2, &pair)
            .await
            .expect("appended");
    }
    let (written, read) = counted()
        .map(|(w, r)| (w - written, r - read))
        .expect("counted");
    let payload = 200 * data.len() as u64;
    assert!(
        written * 10 <= payload * 12,
        "{written} bytes written for {payload}"
    );
    assert!(written >= payload, "the counter counts: {written}");
    assert!(read < 100_000, "appending reads the history again: {read}");
}
