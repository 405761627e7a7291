//! Leaving a model alone that keeps failing.

use std::sync::Arc;
use std::time::Duration;

use agent_core::breaker::{Breaker as Switch, BreakerPolicy};
use agent_core::event::Time;
use agent_core::model::{Breaker, Fallback, Retry};
use agent_core::port::{ManualClock, MemoryStore, Model, ModelError};
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;

use super::{OVERLOADED, Talker, ask, attempts, named, run_on, says};

const POLICY: BreakerPolicy = BreakerPolicy {
    failures: 3,
    cool_down_ms: 10_000,
};

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(Time(1_000_000)))
}

fn guarded(model: ScriptedModel, clock: &Arc<ManualClock>) -> Breaker<ScriptedModel> {
    Breaker::new(model).policy(POLICY).clock(clock.clone())
}

fn failing(times: usize) -> ScriptedModel {
    (0..times).fold(named("ill"), |script, _| script.raw(500, OVERLOADED))
}

#[tokio::test(start_paused = true)]
async fn x4_it_opens_tries_once_and_closes() {
    let clock = clock();
    let model = guarded(
        failing(4).after_ms(5).text("well again").text("and again"),
        &clock,
    );
    for _ in 0..3 {
        ask(&model).await.expect_err("broken");
    }
    let refused = ask(&model).await.expect_err("open");
    let open = ModelError::Unavailable {
        model: "ill".into(),
        retry_after_ms: 10_000,
    };
    assert_eq!(refused, open);

    // The probe fails: open again.
    clock.advance_ms(10_000);
    let error = ask(&model).await.expect_err("still broken");
    assert!(matches!(error, ModelError::Status { .. }), "{error}");
    assert_eq!(ask(&model).await.expect_err("open again"), open);

    // One probe and no more, then all.
    clock.advance_ms(10_000);
    let (probe, other) = tokio::join!(ask(&model), ask(&model));
    probe.expect("the probe is answered");
    assert!(matches!(other, Err(ModelError::Unavailable { .. })));
    ask(&model).await.expect("closed");
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_given_up_makes_room() {
    let clock = clock();
    let model = guarded(failing(3).hang().text("well again"), &clock);
    for _ in 0..3 {
        ask(&model).await.expect_err("broken");
    }
    clock.advance_ms(10_000);
    let probe = tokio::time::timeout(Duration::from_secs(1), ask(&model)).await;
    assert!(probe.is_err());
    ask(&model).await.expect("another probe");
    assert_eq!(model.state(), Switch::default());
}

#[tokio::test(start_paused = true)]
async fn what_the_provider_refuses_does_not_open_it() {
    let clock = clock();
    let refusing = (0..5).fold(named("well"), |script, _| {
        script.raw(400, r#"{"error":{"message":"no such parameter"}}"#)
    });
    let model = guarded(refusing.text("hi"), &clock);
    for _ in 0..5 {
        ask(&model).await.expect_err("refused");
    }
    ask(&model).await.expect("closed");
}

fn runner(
    ill: ScriptedModel,
    well: ScriptedModel,
    store: &MemoryStore,
    clock: &Arc<ManualClock>,
) -> Runner<Talker> {
    let ill = Retry::new(guarded(ill, clock)).attempts(3).without_jitter();
    Runner::<Talker>::new(Fallback::new(ill).or(well), ())
        .store(store.clone())
        .clock(clock.clone())
}

#[tokio::test(start_paused = true)]
async fn it_is_as_it_was_after_a_restart() {
    let (store, clock) = (MemoryStore::default(), clock());
    {
        let runner = runner(failing(3), says("well", "hi"), &store, &clock);
        let (status, thread) = run_on(&runner).await;
        assert_eq!(status, Status::Finished);
        assert_eq!(attempts(thread.events()).len(), 3);
    }
    // Nothing is in the script of the ill one: it must not be asked.
    clock.advance_ms(9_000);
    let runner = runner(failing(0), says("well", "hi again"), &store, &clock);
    let mut thread = runner.load(&"t".parse().unwrap()).await.unwrap();
    runner.send(&mut thread, "once more").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let last = attempts(thread.events()).pop().expect("a refusal");
    assert_eq!((last.1.as_str(), last.2.as_str()), ("ill", "unavailable"));
}

#[tokio::test(start_paused = true)]
async fn a_restart_after_the_cool_down_tries_again() {
    let (store, clock) = (MemoryStore::default(), clock());
    {
        let runner = runner(failing(3), says("well", "hi"), &store, &clock);
        run_on(&runner).await;
    }
    clock.advance_ms(10_000);
    let runner = runner(says("ill", "well again"), named("well"), &store, &clock);
    let mut thread = runner.load(&"t".parse().unwrap()).await.unwrap();
    runner.send(&mut thread, "once more").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(attempts(thread.events()).len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_makes_no_rest_longer() {
    let store = MemoryStore::default();
    {
        let ahead = Arc::new(ManualClock::new(Time(900_000_000)));
        let runner = runner(failing(3), says("well", "hi"), &store, &ahead);
        run_on(&runner).await;
    }
    // The machine's clock was wrong by days, and is right again.
    let clock = clock();
    let ill = guarded(named("ill").text("well again"), &clock);
    Model::recall(&ill, &super::stored(&store).await);
    let refused = ask(&ill).await.expect_err("open");
    assert_eq!(refused.retry_after_ms(), Some(10_000));
    clock.advance_ms(10_000);
    ask(&ill).await.expect("a probe");
}

#[tokio::test(start_paused = true)]
async fn around_a_chain_it_counts_what_became_of_the_chain() {
    let (store, clock) = (MemoryStore::default(), clock());
    let chain = |ill: ScriptedModel, well: ScriptedModel| {
        let ill = Retry::new(ill).attempts(2).without_jitter();
        let chain = Breaker::new(Fallback::new(ill).or(well));
        Arc::new(chain.policy(POLICY).clock(clock.clone()))
    };
    let answers = (0..4).fold(named("well"), |well, _| {
        well.call("say", r#"{"words":"hi"}"#)
    });
    let before = chain(failing(8), answers);
    let runner = Runner::<Talker>::new(before.clone(), ()).store(store.clone());
    let (_, mut thread) = run_on(&runner.clock(clock.clone())).await;
    let runner = Runner::<Talker>::new(before.clone(), ()).store(store.clone());
    for _ in 0..3 {
        runner.send(&mut thread, "once more").await.unwrap();
        runner.run(&mut thread).await.unwrap();
    }
    assert_eq!(attempts(thread.events()).len(), 8);
    assert_eq!(before.state(), Switch::default());
    // After a restart it is as it was.
    let after = chain(named("ill"), named("well"));
    Model::recall(&*after, &super::stored(&store).await);
    assert_eq!(after.state(), Switch::default());
}
