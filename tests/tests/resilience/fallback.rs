//! Asking somebody else.

use std::sync::Arc;

use agent_core::agent::ModelFailureKind;
use agent_core::event::{AskedModel, AttemptThen, Fact};
use agent_core::model::{Fallback, Price, PriceTable, Retry, RoundRobin};
use agent_core::port::{Model, ModelError, TimeLimit};
use agent_core::reducer::Status;
use agent_core::run::Runner;

use super::{OVERLOADED, Talker, ask, attempts, facts, named, run, run_on, says};

const LATE: ModelError = ModelError::Timeout {
    which: TimeLimit::FirstToken,
    after_ms: 7,
};

#[tokio::test(start_paused = true)]
async fn f8_4_each_model_of_the_chain_is_tried_and_each_reason_recorded() {
    let model = Fallback::new(
        Retry::new(named("large").raw(500, OVERLOADED).fail(LATE))
            .attempts(2)
            .without_jitter(),
    )
    .or(named("medium").raw(401, r#"{"error":{"message":"no such key"}}"#))
    .or(says("small", "hi"));
    let prices = PriceTable::new().with(
        "small",
        Price {
            output: 1_000_000,
            ..Price::default()
        },
    );
    let runner = Runner::<Talker>::new(model, ()).prices(prices);
    let (status, thread) = run_on(&runner).await;
    assert_eq!(status, Status::Finished);
    let next = |model: &str| AttemptThen::NextModel(model.into());
    assert_eq!(
        attempts(thread.events()),
        [
            (1, "large", "server", AttemptThen::RetryAfterMs(500)),
            (2, "large", "timeout", next("medium")),
            (3, "medium", "auth", next("small"))
        ]
        .map(|(attempt, model, error, then)| (
            attempt,
            model.to_owned(),
            error.to_owned(),
            then
        ))
    );
    let replied = facts(thread.events()).find_map(|fact| match fact {
        Fact::ModelReplied(replied) => Some(replied),
        _ => None,
    });
    let replied = replied.expect("a reply");
    let by = AskedModel {
        model: "small".into(),
        dialect: "openai_chat".into(),
        host: String::new(),
    };
    assert_eq!(replied.by, Some(by));
    // At the price of the one that answered.
    assert!(replied.cost_micros > 0);
}

#[tokio::test(start_paused = true)]
async fn f8_4_when_the_last_one_fails_the_flow_is_told_whose_failure_it_was() {
    let model = Fallback::new(named("large").raw(503, OVERLOADED)).or(named("small").fail(LATE));
    let (status, thread) = run(model).await;
    assert_eq!(status, Status::Stopped);
    let failed = facts(thread.events()).find_map(|fact| match fact {
        Fact::ModelFailed(failed) => Some(failed),
        _ => None,
    });
    let failed = failed.expect("a failure");
    assert_eq!(failed.failure.kind, ModelFailureKind::Timeout);
    assert_eq!(failed.by.map(|by| by.model).as_deref(), Some("small"));
}

/// The last message of the second request holds the pointer and the reason of what was wrong with the reply.
fn says_what_was_wrong(request: &str) -> bool {
    request.contains("words") && request.contains("missing")
}

#[tokio::test(start_paused = true)]
async fn f9_4_another_model_sees_what_was_wrong_with_the_first_ones_reply() {
    let first = Arc::new(named("large").call("say", "{}").raw(500, OVERLOADED));
    let second = Arc::new(says("small", "hi"));
    let (status, _) = run(Fallback::new(first.clone()).or(second.clone())).await;
    assert_eq!(status, Status::Finished);
    let (mine, yours) = (first.requests(), second.requests());
    assert!(says_what_was_wrong(&mine[1]), "{}", mine[1]);
    assert_eq!(yours, [mine[1].replace("large", "small")]);
}

#[tokio::test(start_paused = true)]
async fn f9_4_a_chain_may_go_on_after_replies_that_cannot_be_read() {
    let first = Arc::new(named("large").call("say", "{}"));
    let second = Arc::new(says("small", "hi"));
    let model = Fallback::new(first.clone())
        .or(second.clone())
        .after_refusals(1);
    let (status, thread) = run(model).await;
    assert_eq!(status, Status::Finished);
    assert_eq!(attempts(thread.events()), []);
    assert_eq!((first.requests().len(), second.requests().len()), (1, 1));
    assert!(says_what_was_wrong(&second.requests()[0]));
}

#[tokio::test(start_paused = true)]
async fn a_mistake_in_a_test_is_not_hidden_by_a_fallback() {
    let model = Fallback::new(named("empty")).or(named("unasked").text("hi"));
    let error = ask(&model).await.expect_err("the script is empty");
    assert!(matches!(error, ModelError::Script(_)), "{error}");
    // The second model's answer stays unasked for.
    std::mem::forget(model);
}

#[tokio::test(start_paused = true)]
async fn requests_go_round() {
    let models = ["a", "b", "c"].map(|name| Arc::new(named(name).text("1").text("2")));
    let [a, b, c] = models.clone();
    let round = RoundRobin::new(a).and(b).and(c);
    let mut order = String::new();
    for _ in 0..6 {
        order += &ask(&round).await.expect("an answer").plan.settings.model;
    }
    assert_eq!(order, "abcabc");
    assert_eq!(round.plans().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_retry_around_a_round_asks_the_next_one() {
    let round = RoundRobin::new(named("ill").raw(500, OVERLOADED)).and(says("well", "hi"));
    let (status, thread) = run(Retry::new(round).without_jitter()).await;
    assert_eq!(status, Status::Finished);
    let attempts = attempts(thread.events());
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].1, "ill");
}
