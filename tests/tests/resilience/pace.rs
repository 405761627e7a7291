//! Asking no faster than is allowed.

use std::sync::Arc;
use std::time::Duration;

use agent_core::message::Settings;
use agent_core::model::{RateLimit, Retry};
use agent_core::port::{ModelError, RawReply};
use agent_core::testkit::ScriptedModel;
use agent_core::wire::ErrorKind;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::{OVERLOADED, ask, facts, named, request, run, says, slow_down};
use agent_core::event::Fact;
use agent_core::port::Model;
use agent_core::thread::Thread;

/// Answers that count so many tokens each.
fn counted(answers: usize, tokens: u64) -> ScriptedModel {
    let settings = Settings {
        max_output_tokens: Some(10),
        ..Settings::new("one")
    };
    let body = json!({
        "choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": tokens, "completion_tokens": 0},
    });
    let script = ScriptedModel::new().with_settings(settings);
    (0..answers).fold(script, |script, _| script.raw(200, body.to_string()))
}

#[tokio::test(start_paused = true)]
async fn requests_are_evenly_spread_however_many_come_at_once() {
    let script = (0..20).fold(named("one"), |script, _| script.text("hi"));
    let model = Arc::new(RateLimit::new(script).requests(60));
    let began = Instant::now();
    let mut asked = JoinSet::new();
    for _ in 0..20 {
        let model = model.clone();
        asked.spawn(async move {
            ask(&*model).await.expect("an answer");
            began.elapsed().as_secs()
        });
    }
    let mut seconds = asked.join_all().await;
    seconds.sort_unstable();
    assert_eq!(seconds, (0..20).collect::<Vec<u64>>());
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_429_does_not_make_it_faster() {
    let script = (0..9).fold(named("one"), |script, _| script.reply(slow_down(0)));
    let model = Retry::new(RateLimit::new(script.text("hi")).requests(120)).attempts(10);
    let began = Instant::now();
    ask(&model).await.expect("the tenth is answered");
    assert!(began.elapsed() >= Duration::from_millis(9 * 500));
}

#[tokio::test(start_paused = true)]
async fn tokens_are_settled_when_they_are_counted() {
    // 6,000 a minute: a hundred take a second.
    let model = RateLimit::new(counted(3, 1_000)).tokens(6_000);
    let began = Instant::now();
    for _ in 0..3 {
        ask(&model).await.expect("an answer");
    }
    let waited = began.elapsed();
    assert!(
        (Duration::from_secs(20)..Duration::from_millis(20_100)).contains(&waited),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_claims_any_number_does_not_stop_the_program_for_ever() {
    let model = RateLimit::new(counted(2, u64::MAX)).tokens(1_000_000);
    ask(&model).await.expect("an answer");
    let second = tokio::time::timeout(Duration::from_secs(600), ask(&model));
    second.await.expect("soon enough").expect("an answer");
}

#[tokio::test(start_paused = true)]
async fn who_would_wait_too_long_is_told_when_there_is_room() {
    let model = RateLimit::new(named("one").text("hi").text("hi"))
        .requests(2)
        .longest_wait(Duration::from_secs(5));
    ask(&model).await.expect("an answer");
    let refused = ask(&model).await.expect_err("30 s are too long");
    assert_eq!(refused, ModelError::Paced { wait_ms: 30_000 });
    assert_eq!(refused.retry_after_ms(), Some(30_000));
    assert!(refused.kind() == ErrorKind::Paced && refused.kind().is_transient());
    // The place that it did not take is still free.
    tokio::time::advance(Duration::from_secs(30)).await;
    ask(&model).await.expect("an answer");
    let late = Instant::now().into_std() + Duration::from_secs(2);
    let model = RateLimit::new(named("two").text("hi")).requests(2);
    ask(&model).await.expect("an answer");
    let hurried = model.ask(&request(&model).deadline(Some(late))).await;
    assert!(matches!(hurried, Err(ModelError::Paced { .. })));
}

#[tokio::test(start_paused = true)]
async fn no_limit_is_no_wait() {
    let script = named("one").text("hi").reply(RawReply {
        status: 200,
        body: r#"{"choices":[{"message":{"content":"hi"}}]}"#.into(),
        retry_after_ms: None,
    });
    let model = RateLimit::new(script);
    let began = Instant::now();
    ask(&model).await.expect("an answer");
    ask(&model).await.expect("an answer");
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn two_runners_share_one_limit_and_each_wait_for_a_turn_is_recorded() {
    let script = says("one", "hi")
        .raw(503, OVERLOADED)
        .call("say", r#"{"words":"hi"}"#);
    let model = Arc::new(RateLimit::new(script).requests(6));
    let (_, first) = run(model.clone()).await;
    let (_, second) = run(Retry::new(model).without_jitter()).await;
    let paced = |thread: &Thread| -> Vec<u64> {
        let said = facts(thread.events()).filter_map(|fact| match fact {
            Fact::ModelAttempted(fact) => Some(fact.paced_ms),
            Fact::ModelReplied(fact) => Some(fact.paced_ms),
            _ => None,
        });
        said.collect()
    };
    assert_eq!(paced(&first), [0]);
    // Of the ten seconds between two requests, half of one went by between the attempts.
    assert_eq!(paced(&second), [10_000, 9_500]);
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_before_its_turn_leaves_its_place() {
    let script = (0..4).fold(named("one"), |script, _| script.text("hi"));
    let model = Arc::new(RateLimit::new(script).requests(6));
    ask(&*model).await.expect("at once");
    let mut waiting = JoinSet::new();
    for _ in 0..50 {
        let model = model.clone();
        waiting.spawn(async move { ask(&*model).await.map(drop) });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    waiting.shutdown().await;
    // All fifty are gone: the next ones take their places in order, and none is taken twice.
    let began = Instant::now();
    let mut turns = Vec::new();
    for _ in 0..3 {
        ask(&*model).await.expect("a turn");
        turns.push(began.elapsed().as_secs());
    }
    assert_eq!(turns, [9, 19, 29]);
}
