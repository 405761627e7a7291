//! F8.4: what a run does when its model fails, with the test kit's own faults, in front of a model and byte by byte.

use std::time::Duration;

use agent_core::agent::ModelFailureKind;
use agent_core::event::{Chooser, Fact};
use agent_core::http::{Client, OpenAiChat};
use agent_core::message::{Message, Reply, RequestMessage};
use agent_core::model::Retry;
use agent_core::port::{Ask, Model, ModelError};
use agent_core::prelude::*;
use agent_core::reducer::Status;
use agent_core::run::Runner;
use agent_core::testkit::{FakeModel, Fault, FaultPlan, Faults, ScriptedModel, Server};
use agent_core::thread::Thread;
use agent_core::wire::{Body, ErrorKind, Head, OpenAiChatDialect};

/// Add two numbers.
#[tool(read)]
fn add(a: i8, b: i8) -> Option<i8> {
    a.checked_add(b)
}

/// Sums, and what to do when there is no telling.
#[agent(when_stuck = fallback)]
enum Sums {
    Add(Add),
    /// Tell the result.
    #[done]
    Tell {
        sum: i8,
    },
    /// Hand over to a person.
    #[done]
    HandOver {
        why: String,
    },
}

impl Flow for Sums {
    fn next(outcome: SumsOutcome, (): &()) -> Next<Self> {
        match outcome {
            SumsOutcome::Started(_) | SumsOutcome::Add(..) => Next::ask_model(),
            SumsOutcome::Tell { .. } | SumsOutcome::HandOver { .. } => Next::finish(),
            SumsOutcome::Failed(failure) => Next::fallback(Self::HandOver {
                why: format!("{:?}", failure.kind),
            }),
        }
    }
}

async fn run(model: impl Model + 'static) -> (Status, Thread) {
    let runner = Runner::<Sums>::new(model, ());
    let mut thread = runner.start("sums".parse().unwrap(), &()).await.unwrap();
    runner.send(&mut thread, "What is 1 and 2?").await.unwrap();
    let status = runner.run(&mut thread).await.unwrap();
    (status, thread)
}

fn facts(thread: &Thread) -> Vec<Fact> {
    let facts = thread.events().iter();
    facts
        .map(|event| Fact::read(event).unwrap().unwrap())
        .collect()
}

/// Why the model failed, and which steps the flow chose because of it.
fn fallback(thread: &Thread) -> (Vec<ModelFailureKind>, Vec<String>) {
    let (mut failures, mut steps) = (Vec::new(), Vec::new());
    for fact in facts(thread) {
        match fact {
            Fact::ModelFailed(failed) => failures.push(failed.failure.kind),
            Fact::StepsChosen(chosen) if chosen.by == Chooser::Fallback => {
                steps.extend(
                    chosen
                        .steps
                        .into_iter()
                        .map(|step| step.step + &step.arguments),
                );
            }
            _ => {}
        }
    }
    (failures, steps)
}

/// The three scripts of the row: how often what happens, and what is on record in the end.
fn scripts() -> [(Vec<Fault>, Vec<ModelFailureKind>, &'static str); 4] {
    let unreadable = r#"hand_over{"why":"Unreadable"}"#;
    [
        (
            vec![Fault::TimedOut],
            vec![ModelFailureKind::Timeout],
            r#"hand_over{"why":"Timeout"}"#,
        ),
        (
            vec![Fault::Server { status: 500 }],
            vec![ModelFailureKind::Server],
            r#"hand_over{"why":"Server"}"#,
        ),
        // A reply that came and says nothing that can be done: the model is told, three times, and then the flow.
        (
            vec![Fault::WrongArguments, Fault::WrongTool, Fault::PlainText],
            vec![],
            unreadable,
        ),
        (
            vec![Fault::CutOff, Fault::CutOff, Fault::CutOff],
            vec![],
            unreadable,
        ),
    ]
}

fn assert_fallback(faults: &[Fault], (status, thread): &(Status, Thread)) {
    let (_, failed, chosen) = scripts()
        .into_iter()
        .find(|script| script.0 == faults)
        .unwrap();
    assert_eq!(*status, Status::Finished, "{faults:?}");
    assert_eq!(
        fallback(thread),
        (failed, vec![chosen.to_owned()]),
        "{faults:?}"
    );
    let refused = facts(thread)
        .iter()
        .filter(|fact| matches!(fact, Fact::ReplyRefused(_)))
        .count();
    assert_eq!(refused, if faults.len() == 3 { 3 } else { 0 }, "{faults:?}");
}

#[tokio::test]
async fn a_model_that_fails_ends_in_the_fallback_with_the_reason_on_record() {
    for (faults, ..) in scripts() {
        let model = Faults::new(ScriptedModel::new(), FaultPlan::script(faults.clone()));
        assert_fallback(&faults, &run(model).await);
    }
}

fn server(plan: FaultPlan) -> Server {
    let fake = FakeModel::of::<Sums>(7);
    let server = Server::provider(&OpenAiChatDialect, plan, move |request| {
        fake.reply(request).expect("a step")
    });
    server.expect("a port")
}

fn client(server: &Server) -> Client {
    let client = OpenAiChat::new(format!("{}/v1", server.url())).model("fake");
    client
        .timeout(Duration::from_millis(300))
        .build()
        .expect("a client")
}

#[tokio::test]
async fn a_provider_that_fails_ends_in_the_same_fallback() {
    for (faults, ..) in scripts() {
        let server = server(FaultPlan::script(faults.clone()));
        assert_fallback(&faults, &run(client(&server)).await);
    }
}

async fn ask(model: &impl Model) -> Result<Reply, ModelError> {
    let body = Body::whole(
        model.dialect(),
        &Head::new(model.settings()),
        &[Message::User("Hi")],
    );
    model
        .ask(&Ask::one(model, body))
        .await
        .map(|answer| answer.reply)
}

/// In front of a model and on the wire, a fault is the same error.
#[tokio::test]
async fn every_fault_is_a_typed_error_in_both_places() {
    let limited = Fault::RateLimited {
        retry_after_ms: Some(70),
    };
    for (fault, kind, retry_after_ms) in [
        (Fault::Malformed, ErrorKind::Reply, None),
        (limited, ErrorKind::RateLimit, Some(70)),
        (Fault::Server { status: 500 }, ErrorKind::Server, None),
        (Fault::Server { status: 503 }, ErrorKind::Overloaded, None),
        (Fault::Disconnected, ErrorKind::Disconnected, None),
        (Fault::TimedOut, ErrorKind::Timeout, None),
    ] {
        let server = server(FaultPlan::script([fault]));
        let script = || ScriptedModel::new().text("Hi");
        let wrapped = Faults::new(script(), FaultPlan::script([fault]));
        for error in [ask(&wrapped).await, ask(&client(&server)).await] {
            let error = error.expect_err("no reply");
            assert_eq!(
                (error.kind(), error.retry_after_ms()),
                (kind, retry_after_ms),
                "{error}"
            );
        }
        // The answer was not used up.
        assert_eq!(wrapped.played(), [Some(fault)]);
        assert_eq!(
            ask(&wrapped).await.expect("a reply").text.as_deref(),
            Some("Hi")
        );
        assert_eq!(wrapped.played(), [Some(fault), None]);
        assert!(ask(&client(&server)).await.is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_late_comes_in_the_end() {
    let plan = FaultPlan::script([None, Some(Fault::Late { ms: 900 })]);
    let model = Faults::new(ScriptedModel::new().text("one").text("two"), plan);
    let began = tokio::time::Instant::now();
    assert_eq!(
        ask(&model).await.expect("a reply").text.as_deref(),
        Some("one")
    );
    assert_eq!(
        ask(&model).await.expect("a reply").text.as_deref(),
        Some("two")
    );
    assert_eq!(began.elapsed(), Duration::from_millis(900));
}

/// Whatever goes wrong, and however often: the run ends, every call that ran was a valid one, and a seed repeats.
#[tokio::test(start_paused = true)]
async fn in_any_weather_a_run_ends_and_repeats_by_its_seed() {
    let (mut fallbacks, mut told) = (0, 0);
    for seed in 0..60 {
        let stormy = || {
            let fake = FakeModel::of::<Sums>(seed).weight("hand_over", 0).hard();
            let faults = Faults::new(fake, FaultPlan::seeded(seed, 50));
            run(Retry::new(faults).attempts(3).without_jitter())
        };
        let (status, thread) = stormy().await;
        assert_eq!(status, Status::Finished, "seed {seed}");
        let kinds = |thread: &Thread| {
            thread
                .events()
                .iter()
                .map(|event| event.kind().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(&thread), kinds(&stormy().await.1), "seed {seed}");
        match fallback(&thread).1.len() {
            0 => told += 1,
            count => fallbacks += count,
        }
    }
    assert!(
        fallbacks > 5 && told > 5,
        "{fallbacks} fallbacks, {told} results"
    );
}

/// A call whose arguments were cut off stays in sight, and the next request is one that a server which reads the
/// arguments of old calls can read.
#[tokio::test]
async fn broken_arguments_break_no_later_request() {
    for dialect in agent_core::wire::DIALECTS {
        let script = ScriptedModel::new()
            .speaking(*dialect)
            .call("tell", r#"{"sum":3}"#);
        let model = std::sync::Arc::new(Faults::new(script, FaultPlan::script([Fault::CutOff])));
        let (status, _) = run(model.clone()).await;
        assert_eq!(status, Status::Finished, "{}", dialect.name());
        let request = model.inner().requests().pop().expect("a second request");
        let request = dialect.decode_request(&request).expect("a request");
        let calls = request.messages.iter().filter_map(|message| match message {
            RequestMessage::Assistant { calls, .. } => Some(calls),
            _ => None,
        });
        for call in calls.flatten() {
            let arguments: serde_json::Value = serde_json::from_str(&call.arguments).expect("JSON");
            assert!(
                arguments.is_object() && call.name == "add",
                "{}: {call:?}",
                dialect.name()
            );
        }
    }
}
