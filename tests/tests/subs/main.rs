//! Agents as steps of agents (rows F7.9, F10.1, F10.3).

#![allow(clippy::unused_async, reason = "the tools are made up")]

mod agents;

use std::sync::Arc;

use agent_core::event::{Event, Fact, ThreadId};
use agent_core::port::{MemoryStore, Store};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::ScriptedModel;
use agent_core::thread::Thread;
use agents::{Billing, Counter, Desk};

mod bounds;
mod contract;
mod crash;
mod nested;
mod own_loop;
mod people;

const SETTLED: &str = r#"{"message":"3 euros are on their way","cents":300}"#;
const TASK: &str = r#"{"question":"Where is the money for A-100?"}"#;

fn kinds(thread: &Thread) -> Vec<&str> {
    thread.events().iter().map(Event::kind).collect()
}

fn facts(thread: &Thread) -> Vec<Fact> {
    let facts = thread.events().iter();
    facts
        .map(|event| Fact::read(event).unwrap().unwrap())
        .collect()
}

/// The desk's part: hands over, then answers.
fn desk() -> Arc<ScriptedModel> {
    let model = ScriptedModel::new()
        .call("money", TASK)
        .call("reply", r#"{"message":"It is on its way."}"#);
    Arc::new(model)
}

async fn load<A: Agent>(store: &MemoryStore, id: &str) -> Thread {
    let id: ThreadId = id.parse().unwrap();
    let events = store.load(&id).await.unwrap();
    Thread::load::<A>(id, events).unwrap()
}

async fn begin(runner: &Runner<Desk>) -> Thread {
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    let message = "Where is my money? Secret of the desk.";
    runner.send(&mut thread, message).await.unwrap();
    thread
}

#[tokio::test]
async fn a_step_is_carried_out_in_a_thread_of_its_own() {
    let desk = desk();
    let billing = ScriptedModel::new()
        .call("find_payment", r#"{"order":"A-100"}"#)
        .call("settled", SETTLED);
    let billing = Arc::new(billing);
    let store = MemoryStore::default();
    let below = Runner::<Billing>::new(billing.clone(), Counter::default());
    let runner = Runner::<Desk>::new(desk.clone(), ())
        .store(store.clone())
        .sub(below, &());
    let mut thread = begin(&runner).await;
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    desk.finish().unwrap();
    billing.finish().unwrap();
    // The parent: the call started and returned, and nothing else (row F10.3).
    let expected = [
        "started",
        "message_received",
        "flow_chosen",
        "model_asked",
        "model_replied",
        "steps_chosen",
        "call_started",
        "call_returned",
        "flow_chosen",
        "model_asked",
        "model_replied",
        "steps_chosen",
        "finished",
    ];
    assert_eq!(kinds(&thread), expected);
    let returned = thread.events()[7].data();
    let value = format!(r#""value":{{"settled":{SETTLED}}}}}"#);
    assert!(returned.ends_with(&value), "{returned}");
    // The child: its task, and nothing of the parent's words or tools; nor the other way about (row F10.1).
    let child = load::<Billing>(&store, "t-sub-1").await;
    assert_eq!(child.status(), Status::Finished);
    let Fact::MessageReceived(task) = &facts(&child)[1] else {
        panic!("{:?}", kinds(&child));
    };
    assert_eq!(task.text, "Where is the money for A-100?");
    for request in desk.requests() {
        assert!(!request.contains("find_payment") && !request.contains("pay_back"));
    }
    for request in billing.requests() {
        assert!(!request.contains("Secret of the desk") && !request.contains("reply"));
    }
}

/// A flow reads the answer as a typed value.
mod typed {
    use super::agents::{Billing, BillingDone};
    use agent_core::prelude::*;

    /// Answers at once.
    #[agent]
    #[derive(Debug)]
    pub(crate) enum Brief {
        /// Have a question about money answered.
        #[sub(Billing, name = "ask_billing")]
        Money { question: String, customer: u32 },
        /// Answer the customer.
        #[done]
        Reply { message: String },
    }

    impl Flow for Brief {
        fn next(outcome: BriefOutcome, (): &()) -> Next<Self> {
            let say = |message| Next::go(Self::Reply { message });
            match outcome {
                BriefOutcome::Started(start) => Next::go(Self::Money {
                    question: start.message,
                    customer: 7,
                }),
                BriefOutcome::Money {
                    question,
                    customer,
                    result,
                } => match result {
                    Ok(BillingDone::Settled { message, cents }) => {
                        say(format!("{customer} asked {question}: {message} ({cents})"))
                    }
                    Ok(BillingDone::Refused { reason }) => say(reason),
                    Err(failure) => say(failure.to_string()),
                },
                BriefOutcome::Reply { .. } => Next::finish(),
                BriefOutcome::Failed(failure) => Next::stop(failure.message),
            }
        }
    }
}

#[tokio::test]
async fn a_flow_reads_the_answer_as_a_typed_value() {
    let billing = Arc::new(ScriptedModel::new().call("settled", SETTLED));
    let nobody = ScriptedModel::new();
    let store = MemoryStore::default();
    let runner = Runner::<typed::Brief>::new(nobody, ())
        .store(store.clone())
        .sub(
            Runner::<Billing>::new(billing.clone(), Counter::default()),
            &(),
        );
    let mut thread = runner.start("t".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "where is it").await.unwrap();
    assert_eq!(runner.run(&mut thread).await.unwrap(), Status::Finished);
    billing.finish().unwrap();
    let Some(typed::Brief::Reply { message }) = thread.answer().unwrap() else {
        panic!("no answer");
    };
    assert_eq!(
        message,
        "7 asked where is it: 3 euros are on their way (300)"
    );
    // Several fields are told as JSON.
    let child = load::<Billing>(&store, "t-sub-1").await;
    let Fact::MessageReceived(task) = &facts(&child)[1] else {
        panic!("{:?}", kinds(&child));
    };
    assert_eq!(task.text, r#"{"question":"where is it","customer":7}"#);
}

#[tokio::test]
async fn an_agent_that_nobody_runs_is_told_before_anything_is_sent() {
    let runner = Runner::<Desk>::new(ScriptedModel::new(), ());
    let error = runner.start("t".parse().unwrap(), &()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "agent `Desk` hands steps to agent `Billing`, and the runner knows nobody who carries them out\nnote: give it one: \
         `.sub(Runner::<Billing>::new(model, deps), &state)`"
    );
}
