//! An agent below has its own bounds, and never more than is left above (row F10.3).

use std::sync::Arc;

use agent_core::agent::Limits;
use agent_core::event::{Fact, LimitKind, StopReason};
use agent_core::model::Price;
use agent_core::port::MemoryStore;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;

use super::agents::{Billing, Counter, Desk};
use super::{SETTLED, begin, desk, facts, load};

/// A millionth a token.
fn price() -> Price {
    Price {
        input: 1_000_000,
        output: 1_000_000,
        ..Price::default()
    }
}

fn started(thread: &Thread) -> Limits {
    match facts(thread).remove(0) {
        Fact::Started(fact) => fact.limits,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_thread_below_begins_with_what_is_left_above() {
    let store = MemoryStore::default();
    let billing = ScriptedModel::new()
        .call("find_payment", r#"{"order":"A-1"}"#)
        .call("settled", SETTLED);
    let below = Runner::<Billing>::new(billing, Counter::default()).price(price());
    let runner = Runner::<Desk>::new(desk(), ())
        .price(price())
        .store(store.clone())
        .sub(below, &());
    let mut thread = begin(&runner).await;
    let limits = Limits {
        steps: 5,
        tokens: Some(90_000),
        cost_micros: Some(100_000),
        ..Limits::DEFAULT
    };
    runner
        .raise_limits(&mut thread, limits, "eva")
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let child = load::<Billing>(&store, "t-sub-1").await;
    let below = started(&child);
    // One step was chosen above, of five; its own bound is six.
    assert_eq!(below.steps, 4);
    assert!(below.cost_micros.is_some_and(|most| most <= 100_000));
    let left = below.tokens.unwrap();
    assert!(left < 90_000 && left > 80_000, "{left}");
    // What was used below counts above: two steps there, and two here.
    assert_eq!(child.state().progress().run.steps, 2);
    assert_eq!(thread.state().progress().run.steps, 4);
    let own = facts(&thread).into_iter().find_map(|fact| match fact {
        Fact::CallReturned(fact) => fact.used,
        _ => None,
    });
    assert_eq!(own.unwrap().tokens, child.state().progress().run.tokens);
    assert!(thread.state().progress().run.tokens > own.unwrap().tokens);
}

#[tokio::test]
async fn a_bound_that_is_reached_below_is_a_typed_failure_above() {
    let store = MemoryStore::default();
    let looks = |model: ScriptedModel, at: u32| {
        model.call("find_payment", &format!(r#"{{"order":"A-{at}"}}"#))
    };
    let billing = (0..6).fold(ScriptedModel::new(), looks);
    let desk = desk();
    let runner = Runner::<Desk>::new(desk.clone(), ())
        .store(store.clone())
        .sub(Runner::<Billing>::new(billing, Counter::default()), &());
    let mut thread = begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let failed = facts(&thread).into_iter().find_map(|fact| match fact {
        Fact::CallFailed(fact) => Some(fact),
        _ => None,
    });
    let failed = failed.unwrap();
    let text = "ended without an answer: the agent stopped at its bound on steps: 6 of 6";
    assert_eq!(failed.failure.to_string(), text);
    let Some(StopReason::Limit(limit)) = failed.failure.detail() else {
        panic!("{failed:?}");
    };
    assert_eq!((limit.kind, limit.reached), (LimitKind::Steps, 6));
    assert_eq!(failed.used.unwrap().steps, 6);
    assert_eq!(thread.state().progress().run.steps, 8);
    desk.finish().unwrap();
}

/// The money that is spent below is the parent's.
#[tokio::test]
async fn an_agent_below_cannot_spend_more_than_is_left() {
    let store = MemoryStore::default();
    let looks = |model: ScriptedModel, at: u32| {
        model.call("find_payment", &format!(r#"{{"order":"A-{at}"}}"#))
    };
    let billing = Arc::new((0..3).fold(ScriptedModel::new(), looks));
    let price = price();
    let below = Runner::<Billing>::new(billing.clone(), Counter::default()).price(price);
    let runner = Runner::<Desk>::new(ScriptedModel::new().call("money", super::TASK), ())
        .price(price)
        .store(store.clone())
        .sub(below, &());
    let mut thread = begin(&runner).await;
    let limits = Limits {
        cost_micros: Some(1_500),
        ..Limits::DEFAULT
    };
    runner
        .raise_limits(&mut thread, limits, "eva")
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    let child = load::<Billing>(&store, "t-sub-1").await;
    let (above, below) = (thread.state().progress(), child.state().progress());
    assert!(below.limits.cost_micros.unwrap() < 1_500);
    assert_eq!(above.run.cost_micros, above.cost_micros + below.cost_micros);
    billing.finish().unwrap();
    assert_eq!(child.status(), Status::Stopped);
}

#[tokio::test]
async fn bounds_lowered_above_bind_an_agent_that_is_under_way() {
    let store = MemoryStore::default();
    let billing = ScriptedModel::new().call("ask_order", r#"{"question":"Which order?"}"#);
    let desk = ScriptedModel::new().call("money", super::TASK);
    let runner = Runner::<Desk>::new(desk, ())
        .store(store.clone())
        .sub(Runner::<Billing>::new(billing, Counter::default()), &());
    let mut thread = begin(&runner).await;
    let status = runner.run(&mut thread).await.unwrap();
    assert_eq!(status, Status::AwaitingAnswer);
    let lower = Limits {
        steps: 2,
        ..Limits::DEFAULT
    };
    runner
        .raise_limits(&mut thread, lower, "eva")
        .await
        .unwrap();
    let answer = tests::people::said("A-100".into());
    runner.answer(&mut thread, 1, answer).await.unwrap();
    runner.run(&mut thread).await.unwrap();
    // One step was chosen above, of two: the agent had one, and that was its question.
    let child = load::<Billing>(&store, "t-sub-1").await;
    assert_eq!(child.state().progress().limits.steps, 1);
    assert_eq!(child.status(), Status::Stopped);
}
