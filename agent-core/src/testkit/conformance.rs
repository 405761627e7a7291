//! What every store must do, told as tests. Names no store and no runtime.

use std::future::poll_fn;
use std::task::Poll;

use crate::event::{Event, ThreadId, Time};
use crate::port::{BoxFuture, Store, StoreError};

/// Proves that a store keeps the contract of [`Store`].
///
/// Each call of `make` opens another handle on the same storage, which is empty at the start.
///
/// ```
/// # fn block_on(f: impl Future) { let _ = std::pin::pin!(f).as_mut()
/// #     .poll(&mut std::task::Context::from_waker(std::task::Waker::noop())); }
/// use agent_core::{port::MemoryStore, testkit::store_conformance};
/// let store = MemoryStore::new();
/// block_on(store_conformance(|| store.clone()));
/// ```
///
/// # Panics
/// At the first promise that is not kept.
pub async fn store_conformance<S: Store>(make: impl Fn() -> S) {
    unknown_threads(&make()).await;
    appended_events_are_there(&make(), &make()).await;
    foreign_members_survive(&make(), &make()).await;
    a_stale_length_conflicts(&make(), &make()).await;
    one_of_two_racers_wins(&make(), &make()).await;
    events_out_of_order_are_refused(&make()).await;
    events_that_are_no_json_are_refused(&make()).await;
    big_events_are_kept(&make(), &make()).await;
    threads_are_listed(&make()).await;
    names_differ_by_case(&make()).await;
    a_live_lease_holds(&make(), &make()).await;
    an_expired_lease_is_taken_over(&make(), &make()).await;
    a_released_lease_is_free(&make(), &make()).await;
}

async fn unknown_threads(store: &impl Store) {
    let thread = name("nobody");
    let loaded = store.load(&thread).await;
    assert!(
        matches!(loaded, Err(StoreError::NotFound { .. })),
        "{loaded:?}"
    );
    expect_ok(store.append(&thread, 0, &[]).await);
    let loaded = store.load(&thread).await;
    assert!(
        matches!(loaded, Err(StoreError::NotFound { .. })),
        "nothing appended, nothing created: {loaded:?}"
    );
    let appended = store.append(&thread, 3, &[event(4)]).await;
    assert_conflict(&appended, 3, 0);
}

async fn appended_events_are_there(store: &impl Store, other: &impl Store) {
    let thread = name("appended");
    let events: Vec<_> = (1..=5).map(event).collect();
    expect_ok(store.append(&thread, 0, &events[..1]).await);
    expect_ok(store.append(&thread, 1, &events[1..4]).await);
    assert_eq!(
        expect_ok(store.load(&thread).await),
        events[..4],
        "every appended event is there"
    );
    assert_eq!(
        expect_ok(other.load(&thread).await),
        events[..4],
        "as another handle sees it"
    );
    expect_ok(other.append(&thread, 4, &events[4..]).await);
    assert_eq!(
        expect_ok(store.load(&thread).await),
        events,
        "appended by the other handle"
    );
}

async fn foreign_members_survive(store: &impl Store, other: &impl Store) {
    let thread = name("foreign");
    let plain = Event::new(
        1,
        Time(7),
        "not_known_here",
        r#"{"n":1.0e2,"big":12345678901234567890123}"#,
    );
    let foreign = expect_ok(Event::from_line(&with_trace(&plain)));
    expect_ok(
        store
            .append(&thread, 0, std::slice::from_ref(&foreign))
            .await,
    );
    let loaded = expect_ok(other.load(&thread).await);
    assert_eq!(loaded[0].line(), foreign.line(), "byte for byte");
}

async fn a_stale_length_conflicts(store: &impl Store, other: &impl Store) {
    let thread = name("stale");
    expect_ok(store.append(&thread, 0, &[event(1), event(2)]).await);
    for expected in [0, 1, 3] {
        let late = [event(expected + 1)];
        assert_conflict(&store.append(&thread, expected, &late).await, expected, 2);
        assert_conflict(&other.append(&thread, expected, &late).await, expected, 2);
        assert_conflict(&other.append(&thread, expected, &[]).await, expected, 2);
    }
    assert_eq!(expect_ok(store.load(&thread).await).len(), 2);
}

async fn one_of_two_racers_wins(store: &impl Store, other: &impl Store) {
    let thread = name("race");
    for round in 0..20 {
        let events = [event(round + 1)];
        let racers = vec![
            store.append(&thread, round, &events),
            other.append(&thread, round, &events),
        ];
        let results = all(racers).await;
        let won = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(won, 1, "exactly one wins: {results:?}");
        let lost = results.iter().find(|result| result.is_err());
        lost.inspect(|lost| assert_conflict(lost, round, round + 1));
    }
    assert_eq!(expect_ok(store.load(&thread).await).len(), 20);
}

async fn events_out_of_order_are_refused(store: &impl Store) {
    let thread = name("order");
    for events in [
        vec![event(0)],
        vec![event(2)],
        vec![event(1), event(3)],
        vec![event(1), event(1)],
    ] {
        let refused = store.append(&thread, 0, &events).await;
        assert!(
            matches!(refused, Err(StoreError::Refused { .. })),
            "{events:?}: {refused:?}"
        );
    }
    assert!(store.load(&thread).await.is_err(), "nothing was kept");
}

async fn events_that_are_no_json_are_refused(store: &impl Store) {
    let thread = name("no-json");
    for (kind, data) in [
        ("a", "{"),
        ("a", "1,\"b\":2"),
        ("a", ""),
        ("a\",\"b\":\"", "1"),
        ("a", "[1,}"),
    ] {
        let bad = Event::new(2, Time(1), kind, data);
        let refused = store.append(&thread, 0, &[event(1), bad]).await;
        assert!(
            matches!(refused, Err(StoreError::Refused { seq: 2, .. })),
            "{data}: {refused:?}"
        );
    }
    assert!(store.load(&thread).await.is_err(), "nothing was kept");
}

async fn big_events_are_kept(store: &impl Store, other: &impl Store) {
    let thread = name("big");
    let text = format!("\"{}\"", "é\\n".repeat(300_000));
    let events = [event(1), Event::new(2, Time(2), "big", &text), event(3)];
    expect_ok(store.append(&thread, 0, &events).await);
    let loaded = expect_ok(other.load(&thread).await);
    assert!(loaded == events, "a megabyte was changed");
}

async fn threads_are_listed(store: &impl Store) {
    let before = expect_ok(store.list().await);
    for id in ["list-b", "list-a"] {
        expect_ok(store.append(&name(id), 0, &[event(1)]).await);
    }
    let mut expected = before;
    expected.extend([name("list-a"), name("list-b")]);
    expected.sort();
    assert_eq!(expect_ok(store.list().await), expected);
}

async fn names_differ_by_case(store: &impl Store) {
    let longest = "Z".repeat(ThreadId::MAX_LEN);
    for id in ["case", "CASE", "Case", "con", "NUL", "-", &longest] {
        assert!(
            store.load(&name(id)).await.is_err(),
            "{id} is another thread"
        );
        expect_ok(store.append(&name(id), 0, &[event(1)]).await);
        assert!(expect_ok(store.list().await).contains(&name(id)), "{id}");
    }
}

async fn a_live_lease_holds(store: &impl Store, other: &impl Store) {
    let thread = name("leased");
    let lease = expect_ok(store.lease(&thread, "ann", Time(1_000), 500).await);
    assert_eq!((lease.holder.as_str(), lease.until), ("ann", Time(1_500)));
    match other.lease(&thread, "bob", Time(1_499), 500).await {
        Err(StoreError::Leased { holder, until, .. }) => {
            assert_eq!((holder.as_str(), until), ("ann", Time(1_500)));
        }
        wrong => panic!("the lease must hold to its end: {wrong:?}"),
    }
    let prolonged = expect_ok(other.lease(&thread, "ann", Time(1_400), 500).await);
    assert_eq!(
        (prolonged.token, prolonged.until),
        (lease.token, Time(1_900))
    );
    assert!(
        store.lease(&thread, "bob", Time(1_600), 500).await.is_err(),
        "was prolonged"
    );
    expect_ok(
        store
            .lease(&name("leased-too"), "bob", Time(1_600), 500)
            .await,
    );
}

async fn an_expired_lease_is_taken_over(store: &impl Store, other: &impl Store) {
    let thread = name("expired");
    let first = expect_ok(
        store
            .lease(&thread, "ann with a long name", Time(1_000), 500)
            .await,
    );
    let second = expect_ok(other.lease(&thread, "bob", Time(1_500), 500).await);
    assert!(second.token > first.token, "{first:?} {second:?}");
    let lost = store.release(&first).await;
    assert!(
        matches!(lost, Err(StoreError::LeaseLost { .. })),
        "{lost:?}"
    );
    assert!(
        store
            .lease(&thread, "ann with a long name", Time(1_600), 1)
            .await
            .is_err(),
        "bob's lease stands"
    );
    let again = expect_ok(store.lease(&thread, "bob", Time(9_000), 500).await);
    assert!(
        again.token > second.token,
        "what has lapsed is not prolonged"
    );
}

async fn a_released_lease_is_free(store: &impl Store, other: &impl Store) {
    let thread = name("released");
    let first = expect_ok(store.lease(&thread, "ann", Time(1_000), 500).await);
    expect_ok(other.release(&first).await);
    assert!(store.release(&first).await.is_err(), "released twice");
    let second = expect_ok(other.lease(&thread, "bob", Time(1_001), 500).await);
    assert!(second.token > first.token);
}

fn event(seq: u64) -> Event {
    Event::new(
        seq,
        Time(1_763_726_160_000 + seq),
        "noted",
        &format!("{{\"n\":{seq}}}"),
    )
}

/// The line of a newer version, with one more member in its envelope.
fn with_trace(event: &Event) -> String {
    let rest = event.line()[18..].replacen("\"data\":", "\"trace\":{\"id\": \"7\"},\"data\":", 1);
    format!(
        "{{\"crc\":\"{:08x}\",{rest}",
        crc32fast::hash(rest.as_bytes())
    )
}

fn name(id: &str) -> ThreadId {
    expect_ok(id.parse())
}

fn expect_ok<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

fn assert_conflict(result: &Result<(), StoreError>, expected: u64, found: u64) {
    match result {
        Err(StoreError::Conflict {
            expected: e,
            found: f,
            ..
        }) => assert_eq!((*e, *f), (expected, found)),
        wrong => panic!("expected a conflict: {wrong:?}"),
    }
}

/// Polls all futures in turn until each is done.
async fn all<T>(futures: Vec<BoxFuture<'_, T>>) -> Vec<T> {
    let mut left: Vec<_> = futures.into_iter().map(|future| (future, None)).collect();
    poll_fn(|context| {
        for (future, done) in left.iter_mut().filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                *done = Some(value);
            }
        }
        if left.iter().all(|(_, done)| done.is_some()) {
            return Poll::Ready(());
        }
        Poll::Pending
    })
    .await;
    left.into_iter().filter_map(|(_, done)| done).collect()
}
