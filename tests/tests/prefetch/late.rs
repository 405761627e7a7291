//! The model waits for what is prefetched, and not for ever (row F13.3).

use std::sync::Arc;
use std::time::Duration;

use agent_core::backoff::Backoff;
use agent_core::event::{Fact, Time};
use agent_core::port::Clock;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agent_core::tool::FailureKind;
use tokio::time::Instant;

use crate::deployer::{Deployer, RuntimeClock, Seen, World, facts, finished};

fn model() -> Arc<ScriptedModel> {
    Arc::new(ScriptedModel::new().call("reply", r#"{"message":"v2"}"#))
}

fn seen(thread: &Thread) -> &Seen {
    thread.state().business().unwrap()
}

fn failures(thread: &Thread) -> Vec<FailureKind> {
    let failed = facts(thread).into_iter().filter_map(|fact| match fact {
        Fact::CallFailed(failed) => Some(failed.failure.kind),
        _ => None,
    });
    failed.collect()
}

/// F13.3
#[tokio::test(start_paused = true)]
async fn one_of_three_hangs_and_the_run_goes_on() {
    let model = model();
    let world = World::default().hanging("open_orders");
    let runner =
        Runner::<Deployer>::new(model.clone(), world).prefetch_timeout(Duration::from_secs(3));
    let began = Instant::now();
    let thread = finished(&runner).await;
    assert_eq!(began.elapsed(), Duration::from_secs(3));
    assert_eq!(seen(&thread).tags.len(), 2);
    assert_eq!(seen(&thread).disk, Some(512));
    assert_eq!(seen(&thread).failures, ["late: no answer within 3000 ms"]);
    assert_eq!(failures(&thread), [FailureKind::Late]);
    let request = &model.requests()[0];
    assert!(request.contains("v1.0.2") && request.contains("late: no answer within 3000 ms"));
}

#[tokio::test(start_paused = true)]
async fn the_model_waits_five_seconds_unless_told_otherwise() {
    let world = World::default().hanging("list_tags");
    let began = Instant::now();
    finished(&Runner::<Deployer>::new(model(), world)).await;
    assert_eq!(began.elapsed(), Duration::from_secs(5));
}

/// `disk` may take two seconds and be tried three times: the third attempt gets what is left, and the waits between count.
#[tokio::test(start_paused = true)]
async fn a_tool_keeps_to_its_own_timeout_and_its_retries_to_the_deadline() {
    let world = World::default().hanging("disk");
    let began = Instant::now();
    let runner = Runner::<Deployer>::new(model(), world.clone()).clock(RuntimeClock(began));
    let thread = finished(&runner).await;
    assert!(
        began.elapsed() <= Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let failed = failures(&thread);
    assert_eq!(failed.first(), Some(&FailureKind::Timeout));
    assert_eq!(failed.last(), Some(&FailureKind::Late));
    assert_eq!(world.runs("disk"), 3);
}

/// Goes back by ten minutes while a call rests after its first attempt of two seconds.
struct SetBack(RuntimeClock);

impl Clock for SetBack {
    fn now(&self) -> Time {
        let Time(now) = self.0.now();
        let is_set_back = self.0.0.elapsed() > Duration::from_millis(2_100);
        Time(if is_set_back { now - 600_000 } else { now })
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_make_the_model_wait() {
    let world = World::default().hanging("disk");
    let began = Instant::now();
    let backoff = Backoff {
        first_ms: 1_000,
        jitter_percent: 0,
        ..Backoff::DEFAULT
    };
    let runner = Runner::<Deployer>::new(model(), world.clone())
        .clock(SetBack(RuntimeClock(began)))
        .backoff(backoff);
    let thread = finished(&runner).await;
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(failures(&thread), [FailureKind::Timeout, FailureKind::Late]);
    assert_eq!(world.runs("disk"), 1);
}

/// No time for another attempt: the failure of the last one is what the model reads.
#[tokio::test(start_paused = true)]
async fn an_attempt_that_would_come_too_late_is_not_made() {
    let world = World::default().hanging("disk");
    let runner = Runner::<Deployer>::new(model(), world.clone())
        .prefetch_timeout(Duration::from_millis(2_050));
    let began = Instant::now();
    let thread = finished(&runner).await;
    assert!(
        began.elapsed() <= Duration::from_millis(2_050),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(failures(&thread), [FailureKind::Timeout]);
    assert_eq!(world.runs("disk"), 1);
}

/// One at a time, and the first hangs: the others are not begun.
#[tokio::test(start_paused = true)]
async fn what_was_not_begun_in_time_is_late_too() {
    let model = model();
    let world = World::default().hanging("list_tags");
    let runner = Runner::<Deployer>::new(model.clone(), world.clone()).parallel(1);
    let began = Instant::now();
    let thread = finished(&runner).await;
    assert_eq!(began.elapsed(), Duration::from_secs(5));
    assert_eq!(failures(&thread), [FailureKind::Late; 3]);
    assert_eq!((world.runs("open_orders"), world.runs("disk")), (0, 0));
    assert_eq!(model.requests().len(), 1);
}

/// The model's impatience says nothing of the tool.
#[tokio::test(start_paused = true)]
async fn a_late_tool_is_not_taken_for_broken() {
    use agent_core::breaker::{Breaker, BreakerPolicy};
    let policy = BreakerPolicy {
        failures: 1,
        cool_down_ms: 60_000,
    };
    let breakers = agent_core::run::Breakers::new(policy);
    let world = World::default().hanging("list_tags");
    let runner = Runner::<Deployer>::new(model(), world).breakers(breakers.clone());
    let thread = finished(&runner).await;
    assert_eq!(breakers.of("list_tags"), Breaker::default());
    assert!(thread.state().progress().breakers.is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_time_at_all_runs_nothing() {
    let world = World::default();
    let runner = Runner::<Deployer>::new(model(), world.clone()).prefetch_timeout(Duration::ZERO);
    let thread = finished(&runner).await;
    assert_eq!(failures(&thread), [FailureKind::Late; 3]);
    assert_eq!(world.runs("list_tags"), 0);
}
