//! Stores, models and logs that fail: nothing runs that is not on record, nothing is lost, nothing twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use agent_core::contract::{Class, Gate};
use agent_core::event::{
    CallStarted, Chooser, ChosenStep, Does, Event, Fact, FlowChoice, FlowChosen, StepsChosen,
    ThreadId, Time,
};
use agent_core::port::{BoxFuture, Lease, MemoryStore, Store, StoreError};
use agent_core::reducer::Status;
use agent_core::run::{RunError, Runner};
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use tests::clerk::{Clerk, Desk, Tally};
use tests::ledger::Ledger;
use tests::people::{Somebody, agreeable};
use tests::planned::{Plan, Planned};

/// A disk that is full from the n-th append on, until there is room again.
#[derive(Clone)]
struct Disk(MemoryStore, Arc<AtomicI64>);

impl Disk {
    fn full_after(appends: i64) -> Self {
        Self(MemoryStore::new(), Arc::new(AtomicI64::new(appends)))
    }

    fn make_room(&self) {
        self.1.store(i64::MAX, Ordering::Relaxed);
    }
}

impl Store for Disk {
    fn append<'a>(
        &'a self,
        thread: &'a ThreadId,
        expected: u64,
        events: &'a [Event],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        if self.1.fetch_sub(1, Ordering::Relaxed) > 0 {
            return self.0.append(thread, expected, events);
        }
        Box::pin(async {
            Err(StoreError::Io {
                what: "append to",
                path: "thread".into(),
                source: std::io::ErrorKind::StorageFull.into(),
            })
        })
    }

    fn load<'a>(&'a self, thread: &'a ThreadId) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        self.0.load(thread)
    }

    fn list(&self) -> BoxFuture<'_, Result<Vec<ThreadId>, StoreError>> {
        self.0.list()
    }

    fn lease<'a>(
        &'a self,
        thread: &'a ThreadId,
        holder: &'a str,
        now: Time,
        ttl_ms: u64,
    ) -> BoxFuture<'a, Result<Lease, StoreError>> {
        self.0.lease(thread, holder, now, ttl_ms)
    }

    fn release<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.release(lease)
    }
}

fn plan(turn: usize) -> Plan {
    match turn {
        0 => Plan::call("look", r#"{"what":"lost"}"#),
        // The flow has sent the parcel in between.
        2 => Plan::call("pay", r#"{"amount":7}"#),
        _ => Plan::call("reply", r#"{"message":"done"}"#),
    }
}

fn clerk(store: &Disk, ledger: Ledger) -> Runner<Clerk> {
    let desk = Desk {
        ledger,
        ..Desk::default()
    };
    Runner::new(Planned::new(plan), desk)
        .store(store.clone())
        .human(Somebody(agreeable))
}

fn id() -> ThreadId {
    "t".parse().unwrap()
}

/// A full disk at each append; then the same thread is run again, or a fresh process loads it.
#[tokio::test]
async fn a_full_disk_stops_the_run_and_loses_nothing() {
    let mut stops = 0;
    for appends in 2.. {
        let mut stopped = false;
        for reload in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let ledger = || Ledger::at(dir.path().join("ledger"));
            let disk = Disk::full_after(appends);
            let runner = clerk(&disk, ledger());
            let mut thread = runner.start(id(), &Tally::default()).await.unwrap();
            runner.send(&mut thread, "go").await.unwrap();
            let first = runner.run(&mut thread).await;
            stopped = first.is_err();
            if let Err(error) = first {
                assert!(
                    matches!(error, RunError::Store(StoreError::Io { .. })),
                    "{error}"
                );
                // As long as the disk is full, nothing more happens.
                let effects = ledger().effects();
                assert!(runner.run(&mut thread).await.is_err());
                assert_eq!(ledger().effects(), effects);
            }
            disk.make_room();
            if reload {
                thread = runner.load(&id()).await.unwrap();
            }
            let status = runner.run(&mut thread).await.unwrap();
            assert_eq!(
                status,
                Status::Finished,
                "full after {appends}, reload {reload}"
            );
            assert_eq!(disk.load(&id()).await.unwrap(), thread.events());
            let effects = ledger().effects();
            for tool in ["pay", "ship"] {
                let count = effects
                    .iter()
                    .filter(|effect| effect.starts_with(tool))
                    .count();
                let lost = thread
                    .events()
                    .iter()
                    .filter(|event| event.kind() == "call_lost")
                    .count();
                assert!(
                    count <= 1 && count + lost >= 1,
                    "full after {appends}: {effects:?}"
                );
            }
        }
        if !stopped {
            break;
        }
        stops += 1;
    }
    assert!(stops > 6, "{stops}");
}

#[tokio::test]
async fn of_two_processes_on_one_thread_one_acts() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = || Ledger::at(dir.path().join("ledger"));
    let disk = Disk::full_after(i64::MAX);
    let first = clerk(&disk, ledger());
    let mut one = first.start(id(), &Tally::default()).await.unwrap();
    first.send(&mut one, "go").await.unwrap();
    let second = clerk(&disk, ledger());
    let mut two = second.load(&id()).await.unwrap();
    let (one, two) = tokio::join!(first.run(&mut one), second.run(&mut two));
    let conflict = |result: &Result<Status, RunError>| {
        matches!(result, Err(RunError::Store(StoreError::Conflict { .. })))
    };
    assert!(conflict(&one) != conflict(&two), "{one:?} {two:?}");
    let effects = ledger().effects();
    for tool in ["look", "pay", "ship"] {
        let count = effects
            .iter()
            .filter(|effect| effect.starts_with(tool))
            .count();
        assert_eq!(count, 1, "{effects:?}");
    }
}

#[tokio::test]
async fn a_model_that_fails_leads_to_the_fallback() {
    for turns in 0..2 {
        let model = move |turn: usize| if turn < turns { plan(turn) } else { Plan::Fail };
        let runner =
            Runner::<Clerk>::new(Planned::new(model), Desk::default()).human(Somebody(agreeable));
        let mut thread = runner.start(id(), &Tally::default()).await.unwrap();
        runner.send(&mut thread, "go").await.unwrap();
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        let last = thread
            .events()
            .iter()
            .rev()
            .find(|event| event.kind() == "steps_chosen")
            .unwrap();
        assert!(
            last.data().contains(r#""by":"fallback""#),
            "{}",
            last.data()
        );
    }
}

#[tokio::test]
async fn a_provider_that_answers_with_nonsense_fails_as_a_model() {
    for (status, body) in [
        (500, "oops"),
        (200, "<html>"),
        (200, "{}"),
        (429, "{}"),
        (401, ""),
    ] {
        let model = ScriptedModel::new().raw(status, body);
        let runner = Runner::<Clerk>::new(model, Desk::default());
        let mut thread = runner.start(id(), &Tally::default()).await.unwrap();
        runner.send(&mut thread, "go").await.unwrap();
        assert_eq!(
            runner.run(&mut thread).await.unwrap(),
            Status::Finished,
            "{status} {body}"
        );
        let failed = thread
            .events()
            .iter()
            .filter(|event| event.kind() == "model_failed");
        assert_eq!(failed.count(), 1, "{status} {body}");
    }
}

/// A payment that runs, as far as the log says.
async fn running() -> Thread {
    let model = ScriptedModel::new().call("pay", r#"{"amount":7}"#);
    let runner = Runner::<Clerk>::new(model, Desk::default())
        .executor(agent_core::run::Queued::new(1).0)
        .call_timeout(std::time::Duration::from_hours(1));
    let mut thread = runner.start(id(), &Tally::default()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    runner.run(&mut thread).await.unwrap_or(Status::Working);
    let started = thread
        .events()
        .iter()
        .position(|event| event.kind() == "call_started")
        .unwrap();
    Thread::load::<Clerk>(id(), thread.events()[..=started].to_vec()).unwrap()
}

fn step(call: u64) -> ChosenStep {
    ChosenStep {
        call,
        step: "pay".into(),
        version: 1,
        id: String::new(),
        does: Does::Call {
            class: Class::Write,
            gate: Gate::Open,
            concurrent: false,
        },
        repairs: Vec::new(),
        arguments: r#"{"amount":9}"#.into(),
    }
}

#[tokio::test]
async fn a_log_never_forgets_or_repeats_a_call_whoever_writes_it() {
    let thread = running().await;
    let refused = |fact: &Fact| {
        let mut copy = Thread::load::<Clerk>(id(), thread.events().to_vec()).unwrap();
        let before = copy.state().hash().unwrap();
        let error = copy.append(Time(0), fact).unwrap_err().to_string();
        assert_eq!(copy.state().hash().unwrap(), before);
        error
    };
    let chosen = |by, call| {
        Fact::StepsChosen(StepsChosen {
            by,
            collapsed: 0,
            steps: vec![step(call)],
        })
    };
    let again = Fact::CallStarted(CallStarted {
        call: 1,
        attempt: 2,
    });
    assert!(refused(&again).contains("not free to run"));
    assert!(refused(&chosen(Chooser::Flow, 2)).contains("still open"));
    assert!(refused(&chosen(Chooser::Model, 2)).contains("no reply"));
    assert!(refused(&Fact::Finished).contains("still open"));
    let next = FlowChoice::AskModel;
    assert!(refused(&Fact::FlowChosen(FlowChosen { next })).contains("still open"));
    assert!(
        refused(&Fact::CallStarted(CallStarted {
            call: 2,
            attempt: 1
        }))
        .contains("not open")
    );
}

#[tokio::test]
async fn calls_numbers_are_never_used_twice() {
    let runner = Runner::<Clerk>::new(ScriptedModel::new(), Desk::default());
    let mut thread = runner.start(id(), &Tally::default()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    for calls in [vec![0], vec![2], vec![1, 1], vec![1, 3]] {
        let fact = Fact::StepsChosen(StepsChosen {
            by: Chooser::Flow,
            collapsed: 0,
            steps: calls.iter().copied().map(step).collect(),
        });
        let error = thread.append(Time(0), &fact).unwrap_err().to_string();
        assert!(error.contains("numbers do not follow"), "{error}");
    }
    let unknown = Fact::StepsChosen(StepsChosen {
        by: Chooser::Flow,
        collapsed: 0,
        steps: vec![ChosenStep {
            step: "steal".into(),
            ..step(1)
        }],
    });
    let before = thread.state().hash().unwrap();
    let error = thread.append(Time(0), &unknown).unwrap_err().to_string();
    assert!(
        error.contains("tool `steal@1` is not in this program"),
        "{error}"
    );
    assert_eq!(thread.state().hash().unwrap(), before);
}
