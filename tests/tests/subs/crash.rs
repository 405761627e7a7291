//! A process may end at any write to either thread: the next one ends both as if nothing had happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use agent_core::event::{Event, ThreadId, Time, Verdict};
use agent_core::port::{Asked, BoxFuture, Lease, MemoryStore, Store, StoreError};
use agent_core::reducer::Status;
use agent_core::run::{Observer, RunError, Runner};
use agent_core::thread::Thread;
use serde_json::Value;
use tests::people::{Somebody, approval, said, verdict};
use tests::planned::{Plan, Planned};

use super::agents::{Bank, Billing, Counter, Desk};
use super::{SETTLED, TASK, kinds, load};

/// A store that refuses from its `left`-th write on: before it, or just after it was made.
struct Failing {
    store: MemoryStore,
    left: AtomicUsize,
    after: bool,
}

impl Store for Failing {
    fn append<'a>(
        &'a self,
        thread: &'a ThreadId,
        expected: u64,
        events: &'a [Event],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let left = self.left.load(Ordering::SeqCst);
            self.left.store(left.saturating_sub(1), Ordering::SeqCst);
            if left > 1 || (left == 1 && self.after) {
                self.store.append(thread, expected, events).await?;
            }
            if left > 1 {
                return Ok(());
            }
            Err(StoreError::Backend {
                what: "write".to_owned(),
                source: "the power went".into(),
            })
        })
    }

    fn load<'a>(&'a self, thread: &'a ThreadId) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        self.store.load(thread)
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<ThreadId>, StoreError>> {
        self.store.list()
    }

    fn lease<'a>(
        &'a self,
        thread: &'a ThreadId,
        holder: &'a str,
        now: Time,
        ttl_ms: u64,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.store.lease(thread, holder, now, ttl_ms)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        self.store.release(lease)
    }
}

fn above(turn: usize) -> Plan {
    match turn {
        0 => Plan::call("money", TASK),
        _ => Plan::call("reply", r#"{"message":"done"}"#),
    }
}

fn below(turn: usize) -> Plan {
    match turn {
        0 => Plan::call("ask_order", r#"{"question":"Which order?"}"#),
        1 => Plan::call("find_payment", r#"{"order":"A-100"}"#),
        2 => Plan::call("pay_back", r#"{"order":"A-100","cents":300}"#),
        _ => Plan::call("settled", SETTLED),
    }
}

fn runner(store: impl Store + 'static, bank: &Arc<Bank>) -> Runner<Desk> {
    let counter = Counter { bank: bank.clone() };
    Runner::<Desk>::new(Planned::new(above), ())
        .store(store)
        .human(Somebody(|request: &agent_core::port::PersonRequest| {
            Some(match &request.asked {
                Asked::Approval { sha256, .. } => approval(true, None, Some(sha256.clone())),
                Asked::Question { .. } => said(Value::from("A-100")),
                Asked::Lost { .. } => verdict(Verdict::LeaveUnknown),
                Asked::Help { .. } => return None,
            })
        }))
        .sub(Runner::<Billing>::new(Planned::new(below), counter), &())
}

/// Runs until the power goes; says whether it went.
async fn run_into(store: &MemoryStore, bank: &Arc<Bank>, left: usize, after: bool) -> bool {
    let failing = Failing {
        store: store.clone(),
        left: AtomicUsize::new(left),
        after,
    };
    let runner = runner(failing, bank);
    let Ok(mut thread) = runner.open("t".parse().unwrap(), &()).await else {
        return true;
    };
    if thread.len() == 1 && runner.send(&mut thread, "money").await.is_err() {
        return true;
    }
    runner.run(&mut thread).await.is_err()
}

async fn finish(store: &MemoryStore, bank: &Arc<Bank>) -> Status {
    let runner = runner(store.clone(), bank);
    let mut thread = runner.open("t".parse().unwrap(), &()).await.unwrap();
    if thread.len() == 1 {
        runner.send(&mut thread, "money").await.unwrap();
    }
    runner.run(&mut thread).await.unwrap()
}

#[tokio::test]
async fn at_each_write_of_either_thread_the_power_may_go() {
    let mut crashes = 0;
    let mut lost = 0;
    for after in [false, true] {
        for left in 1.. {
            let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
            if !run_into(&store, &bank, left, after).await {
                break;
            }
            crashes += 1;
            let place = format!("write {left}, after: {after}");
            let status = finish(&store, &bank).await;
            assert_eq!(status, Status::Finished, "{place}");
            let (paid, child) = (
                bank.calls.load(Ordering::SeqCst),
                load::<Billing>(&store, "t-sub-1").await,
            );
            // What started and never answered is asked about, from below, and never paid twice.
            let asked = kinds(&child).contains(&"call_lost");
            assert!(paid == 1 || (paid == 0 && asked), "{place}: {paid}");
            lost += usize::from(asked);
            let parent = load::<Desk>(&store, "t").await;
            let count = |kind| {
                kinds(&parent)
                    .into_iter()
                    .filter(|found| *found == kind)
                    .count()
            };
            assert_eq!(
                (count("call_started"), count("call_returned")),
                (1, 1),
                "{place}"
            );
            assert_eq!(count("call_lost"), 0, "{place}");
            assert_eq!(child.status(), Status::Finished, "{place}");
            let told = kinds(&child)
                .into_iter()
                .filter(|kind| *kind == "message_received");
            assert_eq!(told.count(), 1, "{place}");
        }
    }
    assert!(crashes > 40, "{crashes}");
    // The one moment of which nobody knows whether money was paid: around the write of the result.
    assert!((1..=3).contains(&lost), "{lost}");
}

/// Panics once, when the agent below has paid and its log does not say so yet.
#[derive(Default)]
struct Breaks(AtomicBool);

impl Observer for Breaks {
    fn saw(&self, thread: &Thread, event: &Event, _before: Status) {
        let paid = event.kind() == "call_returned" && event.data().contains("\"call\":3");
        let here = thread.id().as_str() == "t-sub-1" && paid;
        assert!(!here || self.0.swap(true, Ordering::SeqCst), "no ink");
    }
}

#[tokio::test]
async fn a_panic_below_leaves_the_call_above_under_way() {
    let (store, bank) = (MemoryStore::default(), Arc::new(Bank::default()));
    let breaks = runner(store.clone(), &bank).observer(Breaks::default());
    let mut thread = breaks.start("t".parse().unwrap(), &()).await.unwrap();
    breaks.send(&mut thread, "money").await.unwrap();
    let error = breaks.run(&mut thread).await.unwrap_err();
    assert!(
        matches!(&error, RunError::Task(why) if why.contains("no ink")),
        "{error}"
    );
    let above = load::<Desk>(&store, "t").await;
    assert!(
        !kinds(&above).contains(&"call_failed"),
        "{:?}",
        kinds(&above)
    );
    // The next run goes on below where that thread stood: what was paid is asked about, and not paid again.
    assert_eq!(finish(&store, &bank).await, Status::Finished);
    let child = load::<Billing>(&store, "t-sub-1").await;
    assert!(kinds(&child).contains(&"call_lost"), "{:?}", kinds(&child));
    assert_eq!(bank.calls.load(Ordering::SeqCst), 1);
}

/// The thread above as it is when its call has started, and the agent below has not begun.
async fn about_to_begin(bank: &Arc<Bank>) -> MemoryStore {
    for left in 1.. {
        let store = MemoryStore::default();
        assert!(run_into(&store, bank, left, true).await, "it never started");
        let log = store.load(&"t".parse().unwrap()).await.unwrap_or_default();
        if log
            .last()
            .is_some_and(|event| event.kind() == "call_started")
        {
            return store;
        }
    }
    unreachable!("there is always one more write")
}

#[tokio::test]
async fn an_agent_that_was_ended_before_it_began_does_not_begin() {
    let bank = Arc::new(Bank::default());
    let store = about_to_begin(&bank).await;
    let runner = runner(store.clone(), &bank);
    let id: ThreadId = "t".parse().unwrap();
    let mut here = runner.load(&id).await.unwrap();
    let mut elsewhere = runner.load(&id).await.unwrap();
    runner.cancel(&mut elsewhere, "eva").await.unwrap();
    let child = load::<Billing>(&store, "t-sub-1").await;
    assert_eq!(child.status(), Status::Cancelled);
    let error = runner.run(&mut here).await.unwrap_err();
    assert!(
        matches!(error, RunError::Store(StoreError::Conflict { .. })),
        "{error}"
    );
    assert_eq!(bank.calls.load(Ordering::SeqCst), 0);
}
