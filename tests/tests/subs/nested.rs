//! Agents below agents, and agents that reach themselves again.

use std::sync::Arc;

use agent_core::event::Fact;
use agent_core::port::{MemoryStore, person_requests};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use serde_json::Value;
use tests::people::said;

use super::agents::{Billing, Counter, Desk};
use super::{SETTLED, facts, load};

/// Runs the house.
#[agent]
#[derive(Debug)]
pub(crate) enum House {
    /// Have a customer helped.
    #[sub(Desk)]
    Customer { words: String },
    /// Say it.
    #[done]
    Say { message: String },
}

#[tokio::test]
async fn a_question_comes_up_two_floors() {
    let house = Arc::new(
        ScriptedModel::new()
            .call("customer", r#"{"words":"money!"}"#)
            .call("say", r#"{"message":"ok"}"#),
    );
    let billing = Arc::new(
        ScriptedModel::new()
            .call("ask_order", r#"{"question":"Which order?"}"#)
            .call("settled", SETTLED),
    );
    let store = MemoryStore::default();
    // Whoever runs the agent two floors below may be named at the top.
    let runner = Runner::<House>::new(house.clone(), ())
        .store(store.clone())
        .sub(Runner::<Desk>::new(super::desk(), ()), &())
        .sub(
            Runner::<Billing>::new(billing.clone(), Counter::default()),
            &(),
        );
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(
        runner.run(&mut thread).await.unwrap(),
        Status::AwaitingAnswer
    );
    let requests = person_requests(&thread);
    assert_eq!(requests[0].path, ["t-sub-1", "t-sub-1-sub-1"]);
    // The same from the log alone.
    let thread_again = runner.load(thread.id()).await.unwrap();
    assert_eq!(person_requests(&thread_again)[0].path, requests[0].path);
    let mut thread = thread_again;
    runner
        .answer(&mut thread, requests[0].call, said(Value::from("A-100")))
        .await
        .unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    house.finish().unwrap();
    billing.finish().unwrap();
    let lowest = load::<Billing>(&store, "t-sub-1-sub-1").await;
    let of = lowest.state().progress().sub_of.clone().unwrap();
    assert_eq!((&*of.thread, of.call, of.depth), ("t-sub-1", 1, 2));
    // What was used two floors below counts on each floor: 2 there, 2 + 2 in between, 2 + 4 here.
    assert_eq!(thread.state().progress().run.steps, 6);
}

/// Thinks about thinking.
#[agent(
    max_steps = 100,
    allow(many_steps, reason = "nine threads count as one")
)]
#[derive(Debug)]
pub(crate) enum Ping {
    /// Ask the other.
    #[sub(Pong)]
    Ask { words: String },
    /// Say it.
    #[done]
    Say { message: String },
}

/// Thinks about thinking.
#[agent(
    max_steps = 100,
    allow(many_steps, reason = "nine threads count as one")
)]
#[derive(Debug)]
pub(crate) enum Pong {
    /// Ask the other.
    #[sub(Ping)]
    Ask { words: String },
    /// Say it.
    #[done]
    Say { message: String },
}

impl Flow for Ping {
    fn next(outcome: PingOutcome, (): &()) -> Next<Self> {
        match outcome {
            PingOutcome::Started(start) => Next::go(Self::Ask {
                words: start.message,
            }),
            PingOutcome::Ask {
                result: Ok(PongDone::Say { message }),
                ..
            } => Next::go(Self::Say { message }),
            PingOutcome::Ask {
                result: Err(failure),
                ..
            } => Next::go(Self::Say {
                message: failure.to_string(),
            }),
            PingOutcome::Say { .. } => Next::finish(),
            PingOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}

impl Flow for Pong {
    fn next(outcome: PongOutcome, (): &()) -> Next<Self> {
        match outcome {
            PongOutcome::Started(start) => Next::go(Self::Ask {
                words: start.message,
            }),
            PongOutcome::Ask {
                result: Ok(PingDone::Say { message }),
                ..
            } => Next::go(Self::Say { message }),
            PongOutcome::Ask {
                result: Err(failure),
                ..
            } => Next::go(Self::Say {
                message: failure.to_string(),
            }),
            PongOutcome::Say { .. } => Next::finish(),
            PongOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}

#[tokio::test]
async fn agents_that_reach_themselves_again_come_to_an_end() {
    let store = MemoryStore::default();
    let ping = || Runner::<Ping>::new(ScriptedModel::new(), ());
    let pong = || Runner::<Pong>::new(ScriptedModel::new(), ());
    let runner = ping()
        .store(store.clone())
        .sub(pong(), &())
        .sub(ping(), &());
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "go").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    let Some(Ping::Say { message }) = thread.answer().unwrap() else {
        panic!("no answer");
    };
    assert_eq!(
        message,
        "not run: 9 agents stand above thread `t-sub-1-sub-1-sub-1-sub-1-sub-1-sub-1-sub-1-sub-1-sub-1`, \
         and at most 8 may\nnote: an agent that reaches itself again must come to an end before"
    );
}

#[tokio::test]
async fn a_cycle_that_nobody_closes_is_told_at_the_start() {
    let runner = Runner::<Ping>::new(ScriptedModel::new(), ())
        .sub(Runner::<Pong>::new(ScriptedModel::new(), ()), &());
    let error = runner.check().unwrap_err().to_string();
    assert!(
        error.starts_with("agent `Pong` hands steps to agent `Ping`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_thread_that_has_the_name_by_chance_is_left_alone() {
    let store = MemoryStore::default();
    let billing =
        Runner::<Billing>::new(ScriptedModel::new(), Counter::default()).store(store.clone());
    let other = billing
        .start("t-sub-1".parse().unwrap(), &())
        .await
        .unwrap();
    let desk = super::desk();
    let runner = Runner::<Desk>::new(desk.clone(), ())
        .store(store.clone())
        .sub(billing, &());
    let mut thread = super::begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    desk.finish().unwrap();
    let failed = facts(&thread).into_iter().find_map(|fact| match fact {
        Fact::CallFailed(fact) => Some(fact.failure.to_string()),
        _ => None,
    });
    assert_eq!(
        failed.unwrap(),
        "not run: thread `t-sub-1` is not this step's"
    );
    assert_eq!(load::<Billing>(&store, "t-sub-1").await.len(), other.len());
}

/// Two ways down to the same agent.
mod ways {
    use super::{Desk, House};
    use agent_core::prelude::*;

    /// Hears of everything.
    #[agent]
    #[derive(Debug)]
    pub(super) enum Town {
        /// Go through the house, where somebody knows who answers about money.
        #[sub(House)]
        Indoors { words: String },
        /// Ask the desk, where nobody does.
        #[sub(Desk)]
        Direct { words: String },
        /// Say it.
        #[done]
        Say { message: String },
    }
}

#[tokio::test]
async fn an_agent_is_looked_at_on_each_way_down() {
    let desk = || Runner::<Desk>::new(ScriptedModel::new(), ());
    let billing = Runner::<Billing>::new(ScriptedModel::new(), Counter::default());
    let house = Runner::<House>::new(ScriptedModel::new(), ())
        .sub(desk(), &())
        .sub(billing, &());
    let runner = Runner::<ways::Town>::new(ScriptedModel::new(), ())
        .sub(house, &())
        .sub(desk(), &());
    let error = runner.check().unwrap_err().to_string();
    assert!(
        error.starts_with("agent `Desk` hands steps to agent `Billing`"),
        "{error}"
    );
}
