//! A process may end anywhere while tools are prefetched.

use std::collections::BTreeMap;

use agent_core::event::{CallStarted, Chooser, Event, Fact, Time};
use agent_core::port::{MemoryStore, Store};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use tests::random::dice;
use tokio::time::Instant;

use crate::deployer::{Deployer, RuntimeClock, Seen, World, facts, finished, id};

fn model() -> ScriptedModel {
    ScriptedModel::new().call("reply", r#"{"message":"v2"}"#)
}

/// The thread as a process finds it whose predecessor ended after these events.
async fn resumed(events: &[Event], world: World) -> Thread {
    let store = MemoryStore::new();
    store.append(&id(), 0, events).await.unwrap();
    let runner = Runner::<Deployer>::new(model(), world)
        .store(store)
        .clock(RuntimeClock(Instant::now()));
    let mut thread = runner.load(&id()).await.unwrap();
    if thread.len() == 1 {
        runner.send(&mut thread, "deploy the newest").await.unwrap();
    }
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    thread
}

/// How often each call was settled.
fn settled(thread: &Thread) -> BTreeMap<u64, u32> {
    let mut counts = BTreeMap::new();
    for fact in facts(thread) {
        let call = match fact {
            Fact::CallReturned(fact) => fact.call,
            Fact::CallFailed(fact) if !fact.retry => fact.call,
            _ => continue,
        };
        *counts.entry(call).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn whatever_was_settled_does_not_run_again() {
    let unbroken = finished(&Runner::<Deployer>::new(model(), World::default())).await;
    let asked = facts(&unbroken)
        .iter()
        .position(|fact| matches!(fact, Fact::ModelAsked(_)))
        .unwrap();
    for cut in 1..=asked {
        let events = &unbroken.events()[..cut];
        let world = World::default();
        let thread = resumed(events, world.clone()).await;
        let done = events
            .iter()
            .filter(|event| event.kind() == "call_returned")
            .count();
        let runs = ["list_tags", "open_orders", "disk"]
            .map(|tool| world.runs(tool))
            .iter()
            .sum::<u32>();
        assert_eq!(runs as usize, 3 - done, "cut at {cut}");
        assert!(
            settled(&thread).values().all(|count| *count == 1),
            "cut at {cut}"
        );
        let seen = thread.state().business::<Seen>().unwrap();
        assert_eq!(
            seen,
            unbroken.state().business::<Seen>().unwrap(),
            "cut at {cut}"
        );
    }
}

/// A tool that takes the process down each time is left alone, and no person is asked about it.
#[tokio::test]
async fn a_tool_that_ends_the_process_each_time_is_given_up() {
    let unbroken = finished(&Runner::<Deployer>::new(model(), World::default())).await;
    let mut thread = unbroken.as_it_was(3).unwrap();
    for attempt in 1..=4 {
        let started = CallStarted { call: 1, attempt };
        thread.append(Time(0), &Fact::CallStarted(started)).unwrap();
    }
    let world = World::default();
    let thread = resumed(thread.events(), world.clone()).await;
    assert_eq!(world.runs("list_tags"), 0);
    let seen = thread.state().business::<Seen>().unwrap();
    assert_eq!(seen.failures.len(), 1);
    assert!(seen.failures[0].starts_with("unknown:"), "{seen:?}");
}

/// Whatever the tools do, wherever the process ends, whatever is said meanwhile: the calls stand before the first request,
/// once.
#[tokio::test(start_paused = true)]
async fn prefetched_calls_stand_before_the_first_request_and_nowhere_else() {
    for seed in 0..300 {
        let roll = |place| dice(seed, place);
        let mut world = World::default().slow(roll(1) % 3_000);
        for (place, tool) in [(2, "list_tags"), (3, "open_orders"), (4, "disk")] {
            world = match roll(place) % 4 {
                0 => world.hanging(tool),
                1 => world.panicking(tool),
                _ => world,
            };
        }
        let clock = RuntimeClock(Instant::now());
        let runner = Runner::<Deployer>::new(model(), world.clone()).clock(clock);
        let mut whole = runner.start(id(), &Seen::default()).await.unwrap();
        let words = ["deploy", "check first"][usize::from(roll(5) % 2 == 0)];
        for _ in 0..=roll(6) % 3 {
            runner.send(&mut whole, words).await.unwrap();
        }
        assert_eq!(
            runner.run(&mut whole).await.unwrap(),
            Status::Finished,
            "{seed}"
        );
        holds(&whole, seed);
        let cut = 1 + usize::try_from(roll(7)).unwrap_or(usize::MAX) % whole.events().len();
        let after = &whole.events()[..cut];
        if after.iter().any(|event| event.kind() == "model_asked") {
            continue;
        }
        holds(&resumed(after, world).await, seed);
    }
}

fn holds(thread: &Thread, seed: u64) {
    let facts = facts(thread);
    let asked = facts
        .iter()
        .position(|fact| matches!(fact, Fact::ModelAsked(_)))
        .unwrap();
    let prefetched: Vec<usize> = facts
        .iter()
        .enumerate()
        .filter(
            |(_, fact)| matches!(fact, Fact::StepsChosen(chosen) if chosen.by == Chooser::Prefetch),
        )
        .map(|(at, _)| at)
        .collect();
    assert_eq!(prefetched.len(), 1, "seed {seed}");
    assert!(prefetched[0] < asked, "seed {seed}");
    let Fact::StepsChosen(chosen) = &facts[prefetched[0]] else {
        unreachable!()
    };
    let settled = settled(thread);
    for step in &chosen.steps {
        assert_eq!(settled[&step.call], 1, "seed {seed}");
    }
    let answered = facts[..asked]
        .iter()
        .filter(|fact| match fact {
            Fact::CallReturned(fact) => chosen.steps.iter().any(|step| step.call == fact.call),
            Fact::CallFailed(fact) => {
                !fact.retry && chosen.steps.iter().any(|step| step.call == fact.call)
            }
            _ => false,
        })
        .count();
    assert_eq!(answered, 3, "seed {seed}");
}
