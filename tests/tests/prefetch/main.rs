//! What is surely needed runs before the model is asked for the first time (rows F13.1 to F13.3).

mod deployer;
mod interrupted;
mod late;
mod offered;
mod own_loop;
mod rules;

use agent_core::event::{Chooser, Fact};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use deployer::{Deployer, Plain, World, chosen_by, facts, finished, id, kinds};
use serde_json::Value;

/// F13.1
#[tokio::test]
async fn the_first_prompt_contains_the_tags_and_the_model_is_asked_once_less() {
    let world = World::default();
    let model = ScriptedModel::new()
        .call("list_tags", "{}")
        .call("reply", r#"{"message":"v2"}"#);
    let plain = std::sync::Arc::new(model);
    let runner = Runner::<Plain>::new(plain.clone(), world.clone());
    let without = finished(&runner).await;
    assert!(!plain.requests()[0].contains("v1.0.2"));

    let model = std::sync::Arc::new(ScriptedModel::new().call("reply", r#"{"message":"v2"}"#));
    let runner = Runner::<Deployer>::new(model.clone(), world);
    let with = finished(&runner).await;
    assert!(
        model.requests()[0].contains("v1.0.2"),
        "{}",
        model.requests()[0]
    );
    assert_eq!(plain.requests().len(), model.requests().len() + 1);
    assert_eq!(
        with.state().progress().asked + 1,
        without.state().progress().asked
    );
}

#[tokio::test]
async fn the_results_are_ordinary_calls_and_results() {
    let model = ScriptedModel::new().call("reply", r#"{"message":"v2"}"#);
    let runner = Runner::<Deployer>::new(model, World::default());
    let thread = finished(&runner).await;
    let before: Vec<String> = kinds(&thread)
        .into_iter()
        .take_while(|kind| kind != "model_asked")
        .collect();
    let started = ["call_started"; 3];
    let returned = ["call_returned"; 3];
    let expected: Vec<&str> = ["started", "message_received", "steps_chosen"]
        .into_iter()
        .chain(started)
        .chain(returned)
        .chain(["flow_chosen"])
        .collect();
    assert_eq!(before, expected);
    assert_eq!(chosen_by(&thread), [Chooser::Prefetch, Chooser::Model]);
    let seen = thread.state().business::<deployer::Seen>().unwrap();
    assert_eq!(seen.tags, ["v1.0.1", "v1.0.2"]);
}

/// Each takes a second.
#[tokio::test(start_paused = true)]
async fn they_run_beside_each_other() {
    let model = ScriptedModel::new().call("reply", r#"{"message":"v2"}"#);
    let world = World::default().slow(1_000);
    let runner = Runner::<Deployer>::new(model, world);
    let began = tokio::time::Instant::now();
    finished(&runner).await;
    assert_eq!(began.elapsed().as_millis(), 1_000);
}

#[tokio::test]
async fn a_second_message_and_a_second_process_prefetch_nothing() {
    let store = agent_core::port::MemoryStore::new();
    let world = World::default();
    let reply = |model: ScriptedModel| model.call("reply", r#"{"message":"v2"}"#);
    let runner = Runner::<Deployer>::new(reply(reply(ScriptedModel::new())), world.clone())
        .store(store.clone());
    let mut thread = finished(&runner).await;
    runner.send(&mut thread, "and now?").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);

    let runner = Runner::<Deployer>::new(reply(ScriptedModel::new()), world.clone()).store(store);
    let mut thread = runner.load(&id()).await.unwrap();
    runner.send(&mut thread, "and now?").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let prefetched = chosen_by(&thread)
        .into_iter()
        .filter(|by| *by == Chooser::Prefetch);
    assert_eq!(prefetched.count(), 1);
    assert_eq!(world.runs("list_tags"), 1);
}

/// A flow may go before it asks the model: what is prefetched stands before the model's first turn, not before the flow's.
#[tokio::test]
async fn a_flow_that_goes_first_is_not_overtaken() {
    let model = ScriptedModel::new().call("reply", r#"{"message":"v2"}"#);
    let runner = Runner::<Deployer>::new(model, World::default());
    let mut thread = runner
        .start(id(), &deployer::Seen::default())
        .await
        .unwrap();
    runner.send(&mut thread, "check first").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    assert_eq!(
        chosen_by(&thread),
        [Chooser::Flow, Chooser::Prefetch, Chooser::Model]
    );
}

/// A message that comes while the tools run stands in the first request too.
#[tokio::test]
async fn a_message_that_comes_meanwhile_is_shown_too() {
    let model = std::sync::Arc::new(ScriptedModel::new().call("reply", r#"{"message":"v2"}"#));
    let runner = Runner::<Deployer>::new(model.clone(), World::default());
    let mut thread = runner
        .start(id(), &deployer::Seen::default())
        .await
        .unwrap();
    runner.send(&mut thread, "deploy").await.unwrap();
    let fact = agent_core::reducer::decide(thread.state(), agent_core::event::Time(1)).unwrap();
    thread.append(agent_core::event::Time(1), &fact).unwrap();
    runner.send(&mut thread, "quickly, please").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let request = &model.requests()[0];
    assert!(request.contains("v1.0.2") && request.contains("quickly, please"));
    assert_eq!(model.requests().len(), 1);
}

#[tokio::test]
async fn each_call_counts_as_a_step_and_a_bound_stops_the_run() {
    let model = ScriptedModel::new().call("reply", r#"{"message":"v2"}"#);
    let runner = Runner::<Deployer>::new(model, World::default());
    let mut thread = runner
        .start(id(), &deployer::Seen::default())
        .await
        .unwrap();
    let limits = agent_core::agent::Limits {
        steps: 2,
        ..Deployer::SPEC.limits
    };
    runner
        .raise_limits(&mut thread, limits, "somebody")
        .await
        .unwrap();
    runner.send(&mut thread, "deploy").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Stopped);
    assert_eq!(thread.state().progress().run.steps, 3);
    runner
        .raise_limits(&mut thread, Deployer::SPEC.limits, "somebody")
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
}

/// The model's request holds one call and one result for each, as if it had called them at once.
#[tokio::test]
async fn the_request_pairs_each_call_with_its_result() {
    let model = std::sync::Arc::new(ScriptedModel::new().call("reply", r#"{"message":"v2"}"#));
    let runner = Runner::<Deployer>::new(model.clone(), World::default());
    finished(&runner).await;
    let request: Value = serde_json::from_str(&model.requests()[0]).unwrap();
    let messages = request["messages"].as_array().unwrap();
    let calls = messages
        .iter()
        .find_map(|message| message["tool_calls"].as_array())
        .unwrap();
    let called: Vec<&str> = calls
        .iter()
        .map(|call| call["id"].as_str().unwrap())
        .collect();
    let answered: Vec<&str> = messages
        .iter()
        .filter_map(|message| message["tool_call_id"].as_str())
        .collect();
    assert_eq!(called.len(), 3);
    assert_eq!(called, answered);
}

#[tokio::test]
async fn a_tool_whose_breaker_is_open_is_left_alone() {
    use agent_core::breaker::BreakerPolicy;
    let policy = BreakerPolicy {
        failures: 1,
        cool_down_ms: 60_000,
    };
    let breakers = agent_core::run::Breakers::new(policy);
    let world = World::default().panicking("list_tags");
    let run = async |name: &str| {
        let model = std::sync::Arc::new(ScriptedModel::new().call("reply", r#"{"message":"?"}"#));
        let runner =
            Runner::<Deployer>::new(model.clone(), world.clone()).breakers(breakers.clone());
        let mut thread = runner
            .start(name.parse().unwrap(), &deployer::Seen::default())
            .await
            .unwrap();
        runner.send(&mut thread, "deploy").await.unwrap();
        assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
        model.requests().remove(0)
    };
    assert!(run("first").await.contains("panicked"));
    assert!(run("second").await.contains("unavailable"));
    assert_eq!(world.runs("list_tags"), 1);
}

/// What a prefetched tool fails with is no trouble of the model's.
#[tokio::test]
async fn failures_count_for_nothing() {
    let model = ScriptedModel::new().call("reply", r#"{"message":"?"}"#);
    let world = World::default()
        .panicking("list_tags")
        .panicking("open_orders")
        .panicking("disk");
    let runner = Runner::<Deployer>::new(model, world);
    let thread = finished(&runner).await;
    assert!(thread.state().progress().troubles.is_none());
    let failed = facts(&thread)
        .into_iter()
        .filter(|fact| matches!(fact, Fact::CallFailed(failed) if !failed.retry));
    assert_eq!(failed.count(), 3);
}
