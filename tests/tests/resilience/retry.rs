//! Asking again, after a while.

use std::sync::Arc;
use std::time::Duration;

use agent_core::agent::{Limits, ModelFailureKind};
use agent_core::backoff::Backoff;
use agent_core::event::{AttemptThen, Fact, Time};
use agent_core::message::Settings;
use agent_core::model::{Fallback, Retry};
use agent_core::port::{Answer, Ask, BoxFuture, ManualClock, MemoryStore, Model, ModelError};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::wire::Dialect;
use tokio::time::Instant;

use super::{
    OVERLOADED, Talker, attempts, facts, kinds, named, run, run_on, says, slow_down, stored,
};

#[tokio::test(start_paused = true)]
async fn each_failed_attempt_is_an_event_with_the_wait_that_followed() {
    let script = named("one")
        .raw(503, OVERLOADED)
        .reply(slow_down(7_000))
        .fail(ModelError::Disconnected {
            reason: "the cable was cut".into(),
        })
        .call("say", r#"{"words":"hi"}"#);
    let began = Instant::now();
    let (status, thread) = run(Retry::new(script).without_jitter()).await;
    assert_eq!(status, Status::Finished);
    let waits = [500, 8_000, 2_000];
    assert_eq!(
        attempts(thread.events()),
        [
            (1, "overloaded", waits[0]),
            (2, "rate_limit", waits[1]),
            (3, "disconnected", waits[2])
        ]
        .map(|(attempt, error, wait)| (
            attempt,
            "one".to_owned(),
            error.to_owned(),
            AttemptThen::RetryAfterMs(wait)
        ))
    );
    // By the clock of tokio, which rounds up to the next millisecond.
    let slept = began.elapsed().as_millis();
    assert!((10_500..10_510).contains(&slept), "{slept}");
}

#[tokio::test(start_paused = true)]
async fn what_would_be_refused_again_is_not_asked_again() {
    let script = named("one").raw(400, r#"{"error":{"message":"no such parameter"}}"#);
    let (status, thread) = run(Retry::new(script)).await;
    assert_eq!(status, Status::Stopped);
    assert_eq!(attempts(thread.events()), []);
    let failed = facts(thread.events()).find_map(|fact| match fact {
        Fact::ModelFailed(failed) => Some(failed),
        _ => None,
    });
    let failed = failed.expect("the failure is an event");
    assert_eq!(
        (failed.failure.kind, &*failed.error),
        (ModelFailureKind::Refused, "bad_request")
    );
}

#[tokio::test(start_paused = true)]
async fn attempts_are_bounded_and_the_last_failure_is_the_models() {
    let storm = (0..4).fold(named("one"), |script, _| script.reply(slow_down(100)));
    let (_, thread) = run(Retry::new(storm)).await;
    assert_eq!(attempts(thread.events()).len(), 3);
    assert!(kinds(&thread).contains(&"model_failed"));
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_asks_for_an_hour_is_left_at_once() {
    let model =
        Fallback::new(Retry::new(named("busy").reply(slow_down(3_600_000)))).or(says("free", "hi"));
    let began = Instant::now();
    let (status, thread) = run(model).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(began.elapsed(), Duration::ZERO);
    let then = AttemptThen::NextModel("free".into());
    assert_eq!(
        attempts(thread.events()),
        [(1, "busy".to_owned(), "rate_limit".to_owned(), then)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_says_now_each_time_is_asked_ever_more_slowly() {
    let storm = (0..3).fold(named("one"), |script, _| script.reply(slow_down(0)));
    let script = storm.call("say", r#"{"words":"hi"}"#);
    let (_, thread) = run(Retry::new(script).without_jitter()).await;
    let waits: Vec<_> = attempts(thread.events())
        .into_iter()
        .map(|(_, _, _, then)| then)
        .collect();
    assert_eq!(waits, [500, 1_000, 2_000].map(AttemptThen::RetryAfterMs));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_beyond_the_run() {
    let runner = Runner::<Talker>::new(Retry::new(named("one").reply(slow_down(5_000))), ());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    let limits = Limits {
        time_ms: Some(3_000),
        ..Limits::DEFAULT
    };
    runner
        .raise_limits(&mut thread, limits, "ann")
        .await
        .unwrap();
    runner.send(&mut thread, "say hi").await.unwrap();
    let began = Instant::now();
    runner.run(&mut thread).await.unwrap();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(
        kinds(&thread).contains(&"model_failed"),
        "{:?}",
        kinds(&thread)
    );
}

#[tokio::test(start_paused = true)]
async fn chance_shortens_waits_and_what_came_of_it_is_recorded() {
    let mut waits = Vec::new();
    for _ in 0..40 {
        let backoff = Backoff {
            first_ms: 1_000_000,
            factor: 1,
            most_ms: 1_000_000,
            jitter_percent: 100,
        };
        let script = named("one")
            .raw(503, OVERLOADED)
            .call("say", r#"{"words":"hi"}"#);
        let began = Instant::now();
        let (_, thread) = run(Retry::new(script).backoff(backoff)).await;
        let [(.., AttemptThen::RetryAfterMs(wait))] = attempts(thread.events())[..] else {
            panic!("one attempt failed");
        };
        let slept = began.elapsed().as_millis() as u64;
        assert!((wait..wait + 3).contains(&slept), "{wait} {slept}");
        waits.push(wait);
    }
    // Evenly spread over a million: forty of them are nearly surely all over the place.
    assert!(waits.iter().any(|wait| *wait < 400_000), "{waits:?}");
    assert!(waits.iter().any(|wait| *wait > 600_000), "{waits:?}");
}

/// Looks, at each request, at what another process would find in the store.
struct Looks {
    inner: ScriptedModel,
    store: MemoryStore,
    found: Arc<std::sync::Mutex<Vec<usize>>>,
}

impl Model for Looks {
    fn settings(&self) -> &Settings {
        self.inner.settings()
    }

    fn dialect(&self) -> &'static dyn Dialect {
        self.inner.dialect()
    }

    fn ask<'a>(&'a self, ask: &'a Ask) -> BoxFuture<'a, Result<Answer, ModelError>> {
        Box::pin(async move {
            let found = attempts(&stored(&self.store).await).len();
            self.found.lock().unwrap().push(found);
            self.inner.ask(ask).await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_is_durable_before_the_next_one_begins() {
    let store = MemoryStore::default();
    let found = Arc::<std::sync::Mutex<Vec<usize>>>::default();
    let script = named("one").raw(503, OVERLOADED).raw(500, OVERLOADED);
    let looks = Looks {
        inner: script.call("say", r#"{"words":"hi"}"#),
        store: store.clone(),
        found: found.clone(),
    };
    let runner = Runner::<Talker>::new(Retry::new(looks), ()).store(store);
    assert_eq!(run_on(&runner).await.0, Status::Finished);
    assert_eq!(*found.lock().unwrap(), [0, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_was_cut_off_goes_on_in_the_next_run() {
    let (store, clock) = (
        MemoryStore::default(),
        Arc::new(ManualClock::new(Time(1_000))),
    );
    let runner = |script| {
        Runner::<Talker>::new(Retry::new(script).without_jitter(), ())
            .store(store.clone())
            .clock(clock.clone())
    };
    let first = runner(named("one").reply(slow_down(20_000)));
    let mut thread = first.start("t".parse().unwrap(), &()).await.unwrap();
    first.send(&mut thread, "say hi").await.unwrap();
    let cut = tokio::time::timeout(Duration::from_secs(5), first.run(&mut thread)).await;
    assert!(cut.is_err(), "it waits");
    drop((first, thread));

    // Another process, 8 s later by its clock: the other 12.5 s remain.
    clock.advance_ms(8_000);
    let next = runner(named("one").call("say", r#"{"words":"hi"}"#));
    let mut thread = next.load(&"t".parse().unwrap()).await.unwrap();
    assert_eq!(next.run(&mut thread).await.unwrap(), Status::Finished);
    let at = |kind: &str| {
        let mut events = thread.events().iter().rev();
        events.find(|event| event.kind() == kind).unwrap().at().0
    };
    assert_eq!(at("model_attempted"), 1_000);
    assert_eq!(at("model_asked"), 1_000 + 20_500);
    assert_eq!(
        kinds(&thread)
            .iter()
            .filter(|kind| **kind == "model_asked")
            .count(),
        2
    );
}
